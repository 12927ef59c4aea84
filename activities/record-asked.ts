import type { Told } from '../asking/respondent.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { askLive, type LiveAsking } from './ask-live.ts';
import type { Purse } from './budget/purse.ts';
import type { Recorder, Recording } from './recorder.ts';

/** Items about which somebody is asked, and the records of what was told. */
export interface Asked<Item, Outcome, Entry> extends Omit<Recording<Item, Entry>, 'ask'> {
  /** Who is asked about an item. */
  askingOf(item: Item): LiveAsking<Item, Outcome>;
  /** Out of which all of them are paid, where the run has a budget. */
  purse?: Purse | undefined;
  entryOf(item: Item, told: Told<Outcome>): Entry;
}

/** Asks about what is missing and records it, for candidates and raters alike: how they are asked is decided here alone. */
export async function recordAsked<Item, Outcome extends { outcome: string }, Entry>(
  record: Recorder,
  { askingOf, entryOf, purse, ...recording }: Asked<Item, Outcome, Entry>,
): Promise<ArtifactRef> {
  return await closing(purse, () =>
    record<Item, Entry>({
      ...recording,
      pausing: () => purse?.pausing ?? recording.pausing?.(),
      ask: async (item, stop) => entryOf(item, await askLive(askingOf(item), item, stop)),
    }),
  );
}

/** Works out of a purse, and gives back what it does not need. */
export async function closing<T>(purse: Purse | undefined, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    await purse?.close({ isDone: true });
    return done;
  } catch (error) {
    // What holds the work up matters more than what would hold up the closing.
    await purse?.close({ isDone: false }).catch(() => undefined);
    throw error;
  }
}
