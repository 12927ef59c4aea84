import { exitCodes } from './exit-codes.ts';

/** The user, or who manages this process, wants it to end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** A signal that aborts with {@link Interrupted} on Ctrl-C, SIGTERM or hang-up; the second one ends the process at once. */
export function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new Interrupted(`Interrupted by ${signal}.`));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}
