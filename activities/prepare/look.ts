import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { Dataset } from '../../domain/dataset.ts';
import type { RunSpec } from '../../domain/run-spec.ts';
import type { Sample } from '../../domain/sample.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import type { Done } from '../heartbeat.ts';
import { createParquetSource } from './parquet-source.ts';
import { prepareData } from './prepare.ts';
import { linesOf } from './training-file.ts';

/** What a preparation without a run has made. */
export interface Look {
  directory: string;
  files: string[];
  dataset: Pick<Dataset, 'fingerprint' | 'sources' | 'counts'>;
}

/**
 * Prepares a data set into a folder, without Temporal and without a provider, so that one can look before paying:
 * `train.jsonl`, `validation.jsonl`, `test.jsonl` (whole messages, without the answers), `samples.jsonl`, `summary.json`.
 */
export async function prepareInto(
  spec: RunSpec,
  dataDirectory: string,
  outDirectory: string,
  onProgress: (progress: Readonly<Done>) => void = () => undefined,
): Promise<Look> {
  await mkdir(outDirectory, { recursive: true });
  const scratch = await mkdtemp(path.join(outDirectory, '.preparing-'));
  const progress = { done: 0, total: 0 };
  const timer = setInterval(() => onProgress(progress), 200);
  try {
    const store = createFolderStore(scratch);
    const source = createParquetSource(dataDirectory, spec.data);
    const fineTunes = spec.fineTune !== undefined;
    const dataset = await prepareData({ spec, source, store, runId: 'look', pageRows: 1000, fineTunes, progress });
    onProgress(progress);
    return await writeLook(spec, store, dataset, scratch, outDirectory);
  } finally {
    clearInterval(timer);
    await rm(scratch, { recursive: true });
  }
}

async function writeLook(
  spec: RunSpec,
  store: ArtifactStore,
  dataset: Dataset,
  scratch: string,
  directory: string,
): Promise<Look> {
  const { fingerprint, sources, counts, examples, trainingFile, validationFile } = dataset;
  const files: string[] = [];

  /** Complete files only: written beside, then renamed. */
  async function place(name: string, write: (draft: string) => Promise<void>): Promise<void> {
    const draft = path.join(scratch, name);
    await write(draft);
    await rename(draft, path.join(directory, name));
    files.push(name);
  }
  const copyOf = (ref: ArtifactRef) => async (draft: string) => copyFile(await store.localPath(ref), draft);

  if (trainingFile) await place('train.jsonl', copyOf(trainingFile));
  if (validationFile) await place('validation.jsonl', copyOf(validationFile));
  const samples: Sample[] = [];
  for (const page of dataset.samples.pages)
    for await (const sample of store.readLines<Sample>(page)) samples.push(sample);
  const rows = samples.map((sample) => ({ ...sample, answer: '' }));
  const lines = linesOf(store, { prompt: spec.prompt, examples, rows, withAnswers: false });
  await place('test.jsonl', (draft) => pipeline(Readable.from(lines), createWriteStream(draft)));
  await place('samples.jsonl', (draft) =>
    writeFile(
      draft,
      samples.map((sample) => `${JSON.stringify(sample)}\n`),
    ),
  );
  await place('summary.json', (draft) =>
    writeFile(draft, `${JSON.stringify({ fingerprint, sources, counts }, null, 2)}\n`),
  );
  return { directory, files, dataset: { fingerprint, sources, counts } };
}
