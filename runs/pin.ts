import { createHash } from 'node:crypto';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Split } from '../domain/data/sample.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';
import { RunError } from './run-error.ts';

type SourceFile = Dataset['sources'][number];

/** The data that a run was begun with. */
export interface DataPin {
  fingerprint: string;
  sources: readonly SourceFile[];
}

export function pinOf(spec: RunSpec, sources: readonly SourceFile[], captures?: readonly Split[]): DataPin {
  return { fingerprint: fingerprintOf(spec, sources, captures), sources };
}

/** What a data set is made of: its files, all of the spec that shapes it, and the splits of a capture. */
export function fingerprintOf(spec: RunSpec, sources: readonly SourceFile[], captures?: readonly Split[]): string {
  // The hosts that images may be fetched from shape none of them: what came is among the sources.
  const { leakage, reread: _, images: __, ...data } = spec.data;
  // The place that files come from does not change what they hold: their names have the commit.
  const { revision: _revision, hubUrl: _hubUrl, xet: _xet, ...source } = data.source;
  const parts = {
    // Only what is left out makes another data set.
    data: { ...data, source, ...(leakage === 'drop' && { leakage }) },
    on: captures ?? spec.on,
    prompt: spec.prompt,
    keepLeakyLines: spec.fineTune?.keepLeakyLines,
    sources,
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Pins the data of a run, once: whoever comes later with other data is refused by an {@link RunError}. */
export async function pinData(store: ArtifactStore, runId: string, now: DataPin): Promise<void> {
  const then = await readJson<DataPin>(store, await publishJson(store, keys.dataPin(runId), now));
  if (now.fingerprint === then.fingerprint) return;
  const files = differing(then, now).join(', ') || 'what the spec says of it';
  throw new RunError(
    `the data has changed since this run began: fingerprint ${then.fingerprint} then, ${now.fingerprint} now, different in ${files}. Put the earlier files back, or start a new run.`,
  );
}

/** Names of files that one of the two lacks, or has with another content. */
function differing(one: DataPin, other: DataPin): string[] {
  const lines = ({ sources }: DataPin) => sources.map((file) => JSON.stringify(file));
  const [known, found] = [new Set(lines(one)), new Set(lines(other))];
  const names = [...known.symmetricDifference(found)].map((line) => (JSON.parse(line) as SourceFile).path);
  return [...new Set(names)].sort();
}
