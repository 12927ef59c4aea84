import type { Answer } from '../domain/answering/answer.ts';
import { isOpen, settledRecords } from '../domain/answering/mending.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { answerLayers, asksAgain, readRecorded } from './answer-layers.ts';
import { keys } from './keys.ts';

/** Where an execution writes a shard of answers. */
export interface ShardPlace {
  key: string;
  /** Answers that stand. */
  prior: Answer[];
  /** There when nobody has to be asked. */
  complete?: ArtifactRef;
}

/**
 * Where an execution writes a shard, and what of it stands: a retry from answering asks again what may be mended into a
 * folder of its own, and one from a later stage asks only what nobody was asked.
 */
export async function placeOfShard(
  store: ArtifactStore,
  run: RunInput,
  folder: string,
  index: number,
): Promise<ShardPlace> {
  const keyOf = (layer: string) => keys.answerShard(run.runId, layer, index);
  const layers = await answerLayers(store, run, folder);
  const own = keyOf(layers[0] ?? folder);
  if (!asksAgain(run)) {
    const { complete, begun } = await readRecorded<Answer>(store, layers, keyOf);
    const prior = [...settledRecords(begun, idOfAnswer).values()];
    return { key: keyOf(folder), prior, ...(complete && { complete: complete.ref }) };
  }
  const { complete, begun } = await readRecorded<Answer>(store, layers.slice(1), keyOf);
  if (complete && !complete.records.some(isOpen)) return { key: own, prior: [], complete: complete.ref };
  const settled = [...settledRecords([...(complete?.records ?? []), ...begun], idOfAnswer).values()];
  const standing = settled.filter((answer) => !isOpen(answer));
  const goesOn = !complete && standing.length === settled.length;
  return { key: goesOn ? keyOf(folder) : own, prior: standing };
}

/** Which sample an answer is to, and which time it was asked. */
export function idOfAnswer({ sampleId, repeat = 1 }: Pick<Answer, 'sampleId' | 'repeat'>): string {
  return `${sampleId} ${repeat}`;
}
