import { Stopped } from '../stop.ts';

/** Calls that wait for a place, and the places that are taken. */
export interface Queue {
  /** Waits for a place and takes it; throws {@link Stopped} as soon as the signal is given meanwhile. */
  takePlace(signal: AbortSignal | undefined): Promise<void>;
  freePlace(): void;
  /** Lets in whoever may start by now. */
  admit(): void;
  /** Calls in flight and waiting. */
  size(): number;
}

/** Lets in as many as there are places, first come first served, and nobody during a silence. */
export function createQueue({ places, silentFor }: { places: () => number; silentFor: () => number }): Queue {
  const waiting = new Set<() => void>();
  let inFlight = 0;
  let waking: NodeJS.Timeout | undefined;

  function admit(): void {
    if (silentFor() > 0) {
      wakeUp();
      return;
    }
    for (const start of waiting) {
      if (inFlight >= Math.floor(places())) return;
      waiting.delete(start);
      inFlight += 1;
      start();
    }
  }

  function wakeUp(): void {
    clearTimeout(waking);
    // A timer that nobody waits for would keep a process that wants to end.
    if (waiting.size > 0) waking = setTimeout(admit, silentFor());
  }

  function takePlace(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(start);
        admit();
        reject(new Stopped());
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(start);
      admit();
    });
  }

  return {
    takePlace,
    freePlace() {
      inFlight -= 1;
    },
    admit,
    size: () => inFlight + waiting.size,
  };
}
