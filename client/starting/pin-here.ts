import type { Split } from '../../domain/data/sample.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { type DataPin, pinOf } from '../../runs/pin.ts';
import { openSource } from '../../sources/open-source.ts';
import { type BytesRead, type DataSource, InputError, MissingData } from '../../sources/source.ts';

/** Data that lies in a folder here. */
export interface DataHere {
  pin: DataPin;
  /** Rows of images that are asked about, some of which may be the same; absent where the source cannot be read, which its estimate tells. */
  images?: number;
}

/** What data is pinned with. */
export interface PinOptions {
  /** The splits of a capture. */
  captures?: readonly Split[];
  /** Hears how many bytes have been read. */
  onData?: (progress: BytesRead) => void;
  /** No worker elsewhere has the data: what is missing throws {@link MissingData}. */
  liesHere?: true;
}

/** What is known of data that lies in a folder here; undefined when it lies elsewhere. Throws {@link InputError} for a path that leaves the folder. */
export async function pinHere(
  spec: RunSpec,
  dataDirectory: string,
  { onData, captures, liesHere }: PinOptions = {},
): Promise<DataHere | undefined> {
  const source = openSource(dataDirectory, spec.data);
  try {
    const pin = pinOf(spec, await source.files(onData), captures);
    const images = await imagesOf(spec, source);
    return { pin, ...(images !== undefined && { images }) };
  } catch (error) {
    if (error instanceof MissingData && !liesHere) return undefined;
    throw error;
  } finally {
    await source.close();
  }
}

async function imagesOf({ on, data }: RunSpec, source: DataSource): Promise<number | undefined> {
  try {
    const [count, take] = [await source.count(on), data.take[on]];
    return take === 'all' ? count : Math.min(take, count);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
