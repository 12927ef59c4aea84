import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { type DataPin, pinOf } from '../../runs/pin.ts';
import { openSource } from '../../sources/open-source.ts';
import { type BytesRead, MissingData } from '../../sources/source.ts';

/** The pin of data as it lies in a folder here; undefined when it lies elsewhere. Throws {@link InputError} for a path that leaves. */
export async function pinHere(
  spec: RunSpec,
  dataDirectory: string,
  onProgress?: (progress: BytesRead) => void,
): Promise<DataPin | undefined> {
  const source = openSource(dataDirectory, spec.data);
  try {
    return pinOf(spec, await source.files(onProgress));
  } catch (error) {
    if (error instanceof MissingData) return undefined;
    throw error;
  } finally {
    await source.close();
  }
}
