import type { ArtifactRef } from '../domain/run/artifact.ts';
import { layersOf } from '../domain/run/plan.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from './keys.ts';

/** True for an execution that asks again what may be mended; those from later stages take answers as they are. */
export function asksAgain({ from }: Pick<RunInput, 'from'>): boolean {
  return from === 'answer' || from === 'fine-tune';
}

/** Where an execution finds a candidate's answers, and writes what it collects: the newest folder first. */
export async function answerLayers(
  store: Pick<ArtifactStore, 'find'>,
  run: Pick<RunInput, 'runId' | 'revision' | 'from'>,
  folder: string,
): Promise<string[]> {
  const all = layersOf(folder, run.revision);
  if (asksAgain(run)) return all;
  for (const [index, layer] of all.entries()) {
    // A retry that came to no end left some of its files: who takes answers as they are takes those of one collection.
    if (await store.find(keys.answerManifest(run.runId, layer))) return all.slice(index);
  }
  return all;
}

/** The newest version of a file. */
export async function findNewest(
  store: Pick<ArtifactStore, 'find'>,
  layers: readonly string[],
  keyOf: (layer: string) => string,
): Promise<ArtifactRef | undefined> {
  for (const layer of layers) {
    const found = await store.find(keyOf(layer));
    if (found) return found;
  }
  return undefined;
}

/** What was recorded of a file in some layers, as it was in time: its newest version, and what was begun since. */
export interface Recorded<Entry> {
  complete?: { ref: ArtifactRef; records: Entry[] };
  begun: Entry[];
}

/** Reads what earlier executions have recorded of a file. */
export async function readRecorded<Entry>(
  store: Pick<ArtifactStore, 'find' | 'readLines' | 'readSegments'>,
  layers: readonly string[],
  keyOf: (layer: string) => string,
): Promise<Recorded<Entry>> {
  const begun: Entry[] = [];
  for (const layer of layers) {
    const ref = await store.find(keyOf(layer));
    if (ref) return { complete: { ref, records: await Array.fromAsync(store.readLines<Entry>(ref)) }, begun };
    begun.unshift(...(await Array.fromAsync(store.readSegments<Entry>(keyOf(layer)))));
  }
  return { begun };
}
