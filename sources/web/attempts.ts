import { setTimeout as sleep } from 'node:timers/promises';
import { type BytesRead, OutOfReach } from '../source.ts';

/** What may be otherwise a moment later. */
export class Passing extends Error {
  override name = 'Passing';
  /** Milliseconds that one is asked to wait; undefined where nothing is said. */
  readonly wait: number | undefined;

  constructor(reason: string, wait?: number) {
    super(reason);
    this.wait = wait;
  }
}

/** Why nothing comes at the moment, and until when. */
export type Waiting = NonNullable<BytesRead['waiting']>;

/** How one tries again. */
export interface Patience {
  signal?: AbortSignal | undefined;
  /** Hears why nothing comes; of undefined when something comes again. */
  onWait?: (waiting: Waiting | undefined) => void;
  /** Milliseconds before the second attempt; each further wait is twice as long. */
  leastWait?: number | undefined;
}

/** Attempts in a row that bring nothing. */
const mostAttempts = 6;

/** Nobody waits for longer than this in one piece, whatever a host asks for, in milliseconds. */
const longestWait = 10 * 60_000;

/**
 * Does something until it is done or fails by more than a {@link Passing}: at most six times in a row without any
 * `progress`. Throws {@link OutOfReach} with the last reason, and the {@link Passing} behind it as its cause.
 */
export async function attempting<T>(
  work: (progress: () => void) => Promise<T>,
  { signal, onWait = () => undefined, leastWait = 1000 }: Patience,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work(() => {
        attempt = 1;
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      const wait = Math.max(leastWait * 2 ** (attempt - 1) * (1 + Math.random() / 4), error.wait ?? 0);
      if (attempt >= mostAttempts || wait > longestWait)
        throw new OutOfReach(`${error.message}. ${whatNow(error, attempt)}`, { cause: error });
      onWait({ until: Date.now() + wait, reason: error.message });
      await sleep(wait, undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted());
      onWait(undefined);
    }
  }
}

function whatNow({ wait }: Passing, attempts: number): string {
  if (wait !== undefined && wait > longestWait)
    return `It asks for a wait of ${Math.ceil(wait / 60_000)} minutes: start again then.`;
  return `That was so ${attempts} times in a row: start again once it is well; what has been downloaded is kept.`;
}
