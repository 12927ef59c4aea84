import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset, SampleIndex } from '../domain/data/dataset.ts';
import type { Row, Sample, Split } from '../domain/data/sample.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { lineTokens } from '../domain/tokens/line-tokens.ts';
import { publishJson } from '../runs/json.ts';
import { openScratch } from '../runs/open-runs.ts';
import { readSamplePage } from '../runs/samples.ts';
import { openSource } from '../sources/open-source.ts';
import { type BytesRead, InputError } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { openFetchedImages } from './fetched-images.ts';
import type { Done } from './images-done.ts';
import { type Preparation, prepareData } from './prepare.ts';
import { linesOf } from './training-file.ts';

/** What a preparation without a run has made. */
export interface Preview {
  directory: string;
  files: string[];
  dataset: Pick<Dataset, 'fingerprint' | 'sources' | 'counts' | 'audit'>;
}

/** How a preview is made. */
export interface PreviewOptions {
  /** Hears of the images that are converted. */
  onProgress?: (progress: Readonly<Done>) => void;
  /** Hears how many bytes of the data have been downloaded or read. */
  onData?: ((progress: BytesRead) => void) | undefined;
  /** The one split of a capture whose rows have no answers. */
  captures?: readonly Split[] | undefined;
}

const askedFiles: Readonly<Record<Split, string>> = {
  train: 'train-questions.jsonl',
  validation: 'validation-questions.jsonl',
  test: 'test.jsonl',
  unlabelled: 'unlabelled.jsonl',
};
const fileNames = ['train.jsonl', 'validation.jsonl', ...Object.values(askedFiles), 'samples.jsonl', 'summary.json'];
type Files = Readonly<Record<string, ArtifactRef>>;

/**
 * Prepares a data set into a folder, without Temporal and without a provider, so that one can look before paying:
 * `train.jsonl` and `validation.jsonl` to train with; whole messages without the answers of each split that is asked, in
 * `test.jsonl`, `unlabelled.jsonl`, `train-questions.jsonl`, `validation-questions.jsonl`; `samples.jsonl`, `summary.json`.
 * Files of these names from an earlier look are replaced or removed; a failure leaves everything as it was.
 */
export async function prepareInto(
  spec: RunSpec,
  dataDirectory: string,
  outDirectory: string,
  { onProgress = () => undefined, onData, captures }: PreviewOptions = {},
): Promise<Preview> {
  const made = await makeFolder(outDirectory);
  const scratch = await mkdtemp(path.join(outDirectory, '.preparing-'));
  const progress = { done: 0, total: 0 };
  const timer = setInterval(() => onProgress(progress), 200);
  try {
    const store = openScratch(scratch);
    const { files, dataset } = await prepareFiles(spec, dataDirectory, { store, progress, captures, onData });
    onProgress(progress);
    return { directory: outDirectory, files: await place(files, store, outDirectory), dataset };
  } catch (error) {
    if (made) await rm(made, { recursive: true });
    throw error;
  } finally {
    clearInterval(timer);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Resolves to the outermost folder that had to be made, if any. */
async function makeFolder(directory: string): Promise<string | undefined> {
  return mkdir(directory, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`the folder ${directory} cannot be made (${error.code}). Name another one.`);
  });
}

async function prepareFiles(
  spec: RunSpec,
  dataDirectory: string,
  {
    store,
    progress,
    captures,
    onData,
  }: Pick<Preparation, 'store' | 'progress' | 'captures'> & Pick<PreviewOptions, 'onData'>,
): Promise<{ files: Files; dataset: Preview['dataset'] }> {
  const fetched = openFetchedImages({ store, data: spec.data });
  const source = openSource(dataDirectory, spec.data, { fetched, onProgress: onData });
  const fineTunes = spec.fineTune !== undefined;
  const preparation = {
    spec,
    source,
    store,
    folder: 'runs/look/',
    pageRows: 1000,
    fineTunes,
    progress,
    captures,
    fetched,
  };
  const made = await prepareData(preparation).finally(source.close);
  const on = captures?.[0] ?? spec.on;
  const { fingerprint, sources, audit, trainingFile, validationFile } = made;
  const { samples, asked, counts } = await writeAsked({ ...spec, on }, store, made);
  const dataset = { fingerprint, sources, counts: { ...made.counts, ...counts }, audit };
  const files = {
    ...(trainingFile && { 'train.jsonl': trainingFile }),
    ...(validationFile && { 'validation.jsonl': validationFile }),
    [askedFiles[on]]: asked,
    'samples.jsonl': samples,
    'summary.json': await publishJson(store, 'summary.json', dataset),
  };
  return { files, dataset };
}

/** The samples, and the messages that ask them. */
async function writeAsked(
  { prompt, on }: Pick<RunSpec, 'prompt'> & { on: Split },
  store: ArtifactStore,
  { samples, examples, counts }: Dataset,
) {
  const mediaType = 'application/jsonl';
  const tokensOf = lineTokens(prompt, examples);
  let estimatedTokens = 0;
  async function* rows(): AsyncGenerator<Row[]> {
    for await (const some of pagesOf(samples, store)) {
      const asked = some.map((sample) => ({ ...sample, targets: [] }));
      for (const row of asked) estimatedTokens += tokensOf(row);
      yield asked;
    }
  }
  async function* lines(): AsyncGenerator<string> {
    for await (const some of pagesOf(samples, store)) for (const sample of some) yield `${JSON.stringify(sample)}\n`;
  }
  const content = linesOf(store, { prompt, examples, rows: rows(), withAnswers: false });
  const asked = await store.publish({ key: askedFiles[on], mediaType, content });
  const written = { lines: samples.rows, bytes: asked.bytes, estimatedTokens };
  return {
    asked,
    samples: await store.publish({ key: 'samples.jsonl', mediaType, content: lines() }),
    counts: { [on]: { ...counts[on], ...written } },
  };
}

async function* pagesOf({ pages }: SampleIndex, store: ArtifactStore): AsyncGenerator<Sample[]> {
  for (const page of pages) yield await Array.fromAsync(readSamplePage(store, page));
}

/** Puts the complete files into the folder, in place of those of an earlier look. */
async function place(files: Files, store: ArtifactStore, directory: string): Promise<string[]> {
  const placed: string[] = [];
  for (const name of fileNames) {
    const ref = files[name];
    const target = path.join(directory, name);
    if (!ref) await rm(target, { force: true });
    else {
      await rename(store.whereIs(ref.key), target);
      placed.push(name);
    }
  }
  return placed;
}
