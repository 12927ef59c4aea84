import { createHash } from 'node:crypto';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { type BytesRead, describeDataFiles } from '../../sources/data-files.ts';
import { InputError, MissingData, type SourceFile } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** Of which data a run was begun. */
export interface DataPin {
  fingerprint: string;
  sources: readonly SourceFile[];
}

export function pinOf(spec: RunSpec, sources: readonly SourceFile[]): DataPin {
  return { fingerprint: fingerprintOf(spec, sources), sources };
}

/** What a data set is made of: its files, and all of the spec that shapes it. */
export function fingerprintOf(spec: RunSpec, sources: readonly SourceFile[]): string {
  const { leakage, ...data } = spec.data;
  const parts = {
    // Only what is left out makes another data set.
    data: { ...data, ...(leakage === 'drop' && { leakage }) },
    on: spec.on,
    prompt: spec.prompt,
    keepLeakyLines: spec.fineTune?.keepLeakyLines,
    sources,
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The pin of data as it lies in a folder; undefined when it lies elsewhere. Throws {@link InputError} for a path that leaves. */
export async function pinFolder(
  spec: RunSpec,
  dataDirectory: string,
  onProgress?: (progress: BytesRead) => void,
): Promise<DataPin | undefined> {
  try {
    return pinOf(spec, await describeDataFiles(dataDirectory, spec.data.source, onProgress));
  } catch (error) {
    if (error instanceof MissingData) return undefined;
    throw error;
  }
}

/** Pins the data of a run, once: whoever comes later with other data is refused by an {@link InputError}. */
export async function pinData(store: ArtifactStore, runId: string, now: DataPin): Promise<void> {
  const content = `${JSON.stringify(now, null, 2)}\n`;
  const ref = await store.publish({ key: keys.dataPin(runId), mediaType: 'application/json', content });
  const then = await readJson<DataPin>(store, ref);
  if (now.fingerprint === then.fingerprint) return;
  const files = differing(then, now).join(', ');
  throw new InputError(
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
