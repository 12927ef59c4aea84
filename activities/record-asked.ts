import type { Told } from '../asking/respondent.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { askLive, type LiveAsking } from './ask-live.ts';
import type { Recorder, Recording } from './recorder.ts';

/** Items about which somebody is asked, and the records of what was told. */
export interface Asked<Item, Outcome, Entry> extends Omit<Recording<Item, Entry>, 'ask'> {
  /** Who is asked about an item. */
  askingOf(item: Item): LiveAsking<Item, Outcome>;
  entryOf(item: Item, told: Told<Outcome>): Entry;
}

/** Asks about what is missing and records it, for candidates and raters alike: how they are asked is decided here alone. */
export async function recordAsked<Item, Outcome extends { outcome: string }, Entry>(
  record: Recorder,
  { askingOf, entryOf, ...recording }: Asked<Item, Outcome, Entry>,
): Promise<ArtifactRef> {
  return record<Item, Entry>({
    ...recording,
    ask: async (item, stop) => entryOf(item, await askLive(askingOf(item), item, stop)),
  });
}
