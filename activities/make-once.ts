import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { ProviderError } from '../providers/port.ts';
import { type Intents, readIntents, writeIntent } from '../runs/intents.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure, passingFailure, whyStopped } from './failures.ts';
import type { Lease } from './heartbeat.ts';

/** Something that is created at a provider at most once. */
export interface Making {
  store: ArtifactStore;
  /** Where attempts write down what they do. */
  log: string;
  /** What it is, for people. */
  what: 'job' | 'file';
  /** What the provider's list shows of what was made. */
  find(): Promise<{ id: string } | undefined>;
  /** How long the list may lag behind, in milliseconds. */
  lag: number;
  /** Creations whose answers may be lost before it is given up; for ever where the list is known to show what was made. */
  mostLost?: number;
}

/** How it is made. */
export interface Maker {
  make(): Promise<{ id: string }>;
  /** What serves as well and was made for another purpose. */
  instead?(): Promise<{ id: string } | undefined>;
  lease: Lease;
}

/** The id of what an earlier attempt made, of what serves as well, or of what is made now. */
export async function makeOnce(making: Making, maker: Maker): Promise<string> {
  const before = await readIntents(making.store, making.log);
  const earlier = await findMade(making, before);
  if (earlier) return earlier;
  const other = await maker.instead?.();
  return other ? other.id : await make(making, maker, before);
}

/** The id of what was made: by the attempts' own word, else by the list. */
async function findMade({ store, log, find, lag }: Making, { made, open }: Intents): Promise<string | undefined> {
  const [known] = made;
  if (known) return known;
  const listed = open.size > 0 ? await lookTwice(find, lag) : await untilStopped(find());
  if (listed) await writeIntent(store, log, { made: listed.id });
  return listed?.id;
}

/**
 * An empty list is not believed at once after a lost response. The wait begins when somebody sees that the response was
 * lost: clocks of two workers may differ.
 */
export async function lookTwice<T>(look: () => Promise<T | undefined>, lag: number): Promise<T | undefined> {
  const found = await untilStopped(look());
  if (found) return found;
  await untilStopped(sleep(lag, undefined, { signal: Context.current().cancellationSignal }));
  return untilStopped(look());
}

async function make(making: Making, { make, lease }: Maker, before: Intents): Promise<string> {
  if (before.open.size >= (making.mostLost ?? Number.POSITIVE_INFINITY)) throw lostTooOften(making, before.open.size);
  const by = randomUUID();
  const write = (intent: { settled?: true; made?: string }) => writeIntent(making.store, making.log, { by, ...intent });
  await write({});
  try {
    const found = await lookOnceMore(making, before, by);
    if (found) {
      await write({ settled: true });
      return found;
    }
    if (lease.hasLapsed()) throw whyStopped();
  } catch (error) {
    await write({ settled: true });
    throw error;
  }
  try {
    const { id } = await make();
    await write({ made: id });
    return id;
  } catch (error) {
    if (isDefinite(error)) await write({ settled: true });
    throw error;
  }
}

/** Another attempt may have gone on while this one was frozen. */
async function lookOnceMore(making: Making, before: Intents, by: string): Promise<string | undefined> {
  const { made, open } = await readIntents(making.store, making.log);
  const found = made[0] ?? (await untilStopped(making.find()))?.id;
  if (found) return found;
  if ([...open].every((other) => other === by || before.open.has(other))) return undefined;
  throw passingFailure('Unsettled', `another attempt is about to create the ${making.what}`);
}

function lostTooOften({ what }: Making, times: number): Error {
  return finalFailure(
    'FineTuningFailed',
    `the answer to the creation of a ${what} was lost ${times} times, and the provider's list shows none of ours: look there for what was made, and cancel it; --from fine-tune begins anew`,
  );
}

/** The provider has answered that nothing was made, or was not asked. */
function isDefinite(error: unknown): boolean {
  return error instanceof ApplicationFailure || (error instanceof ProviderError && error.problem.action !== 'retry');
}

/** Waits for a look, which costs nothing: a cancellation or the worker's shutdown ends the wait at once. */
export async function untilStopped<T>(work: Promise<T>): Promise<T> {
  const { cancelled } = Context.current();
  try {
    return await Promise.race([work, cancelled]);
  } catch (error) {
    throw Context.current().cancellationSignal.aborted ? whyStopped() : error;
  }
}
