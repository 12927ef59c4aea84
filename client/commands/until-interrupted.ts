/** Resolves on Ctrl-C and the like. */
export function untilInterrupted(interrupts: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A signal alone would not keep the process going.
    const stayAlive = setInterval(() => undefined, 60_000);
    const end = () => {
      clearInterval(stayAlive);
      resolve();
    };
    if (interrupts.aborted) end();
    else interrupts.addEventListener('abort', end, { once: true });
  });
}
