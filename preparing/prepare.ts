import type { DataAudit } from '../domain/audit/audit-schema.ts';
import { type OtherData, openAudit, openTaught, type Taught } from '../domain/audit/data-audit.ts';
import { isAmong, leakageRefusal, marksOf, teachesAny } from '../domain/audit/leakage.ts';
import type { RowUse } from '../domain/data/conversations.ts';
import type { Dataset, SampleIndex, SplitCounts, TrivialAnswers } from '../domain/data/dataset.ts';
import type { Row, Sample, Split } from '../domain/data/sample.ts';
import { openTextSet, type TextSet } from '../domain/data/text-map.ts';
import { openTrivial } from '../domain/data/trivial.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { needsLabels } from '../domain/stored/agreement.ts';
import { fingerprintOf } from '../runs/pin.ts';
import { type DataSource, InputError, type SourceFile } from '../sources/source.ts';
import { splitSource } from '../sources/split-source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import type { FetchedImages } from './fetched-images.ts';
import { gatherImages } from './gather-images.ts';
import { pixelsIfReadable } from './images.ts';
import type { Done } from './images-done.ts';
import { type PreparedSplit, prepareSplit, rowsAt, type SplitPreparation } from './prepared-split.ts';
import { noTraining, refuseNoQuestion } from './refusals.ts';
import { workedExamples } from './worked-examples.ts';
import { writeLines } from './write-lines.ts';
import { imageLister, pageWriter } from './write-samples.ts';

export interface Preparation {
  spec: RunSpec;
  source: DataSource;
  store: ArtifactStore;
  /** Of the store, that of a run or of a schedule, with a `/` at its end; its files lie below `dataset/` there. */
  folder: string;
  pageRows: number;
  /** Samples to take at most, of a capture those of each split. */
  limit?: number | undefined;
  /** The splits whose answers are only captured: they may lack targets, and may stand in training too. Else the spec's is asked. */
  captures?: readonly Split[] | undefined;
  /** Whether to write training files. */
  fineTunes: boolean;
  /** Rows read so far, their images converted. */
  progress: Done;
  /** What the images look like, to be filled. */
  likenesses?: Map<string, string> | undefined;
  /** Images that lie at addresses, as the source reads them; without it none is fetched. */
  fetched?: FetchedImages | undefined;
  /** Ends the preparation early, with its reason. */
  signal?: AbortSignal | undefined;
}

type Preparing = Preparation & SplitPreparation & { gathered: SourceFile | undefined; likenesses: Map<string, string> };

/** Makes everything of a data set that a run needs. Throws {@link InputError}. */
export async function prepareData(given: Preparation): Promise<Dataset> {
  const gathered = await gatherImages({ ...given, splits: splitsRead(given) });
  const source = await splitSource(given.source, given.spec.data, pixelsIfReadable);
  const preparation: Preparing = { ...given, source, gathered, likenesses: new Map(), spools: [] };
  try {
    return await prepare(preparation);
  } finally {
    for (const spool of preparation.spools) await spool.close();
  }
}

async function prepare(preparation: Preparing): Promise<Dataset> {
  const { spec, source, gathered, fineTunes, captures, likenesses } = preparation;
  const splits = captures ? captures.filter((split) => source.has(split)) : [spec.on];
  const sources = [...(await source.files()), ...(gathered ? [gathered] : [])];
  const train = needsTraining(preparation) ? await prepareOne('train', preparation) : undefined;
  if (fineTunes && !train) throw noTraining('fineTune needs training data', spec.data);
  const chosen = workedExamples(spec, await rowsShown(spec, train));
  // While lines are written, images are converted, unless which lines may be written depends on them.
  const asking = prepareAsked(splits, train, preparation);
  const samplesToAvoid = spec.data.leakage === 'drop' ? await marksOfSamples(await asking) : openTextSet();
  const examples = chosen.filter((example) => !isAmong(example, samplesToAvoid));
  const known = { examples, samples: samplesToAvoid };
  const [training, validation, asked] = await together([
    fineTunes && train ? writeLines(train, known, preparation) : undefined,
    fineTunes && source.has('validation')
      ? splits.includes('validation')
        ? asking.then((all) => writeLines(the('validation', all), { examples }, preparation))
        : prepareOne('validation', preparation).then((split) => writeLines(split, known, preparation))
      : undefined,
    asking,
  ]);
  const rows = asked.reduce((sum, { counts }) => sum + counts.rows, 0);
  refuseNoQuestion(splits, rows);

  const { taught, trivial } = await whatIsTaught(train, samplesToAvoid, asked);
  const others: OtherData = {
    train: taught,
    validation: validation && !splits.includes('validation') ? validation.marks : undefined,
    examples,
    likenesses,
  };
  const whole = await auditOf(allSamples(asked), others);
  if (spec.data.leakage === 'refuse' && captures === undefined) refuseLeakage(spec.on, whole);
  const { samples, imageList } = await writeSamples(asked, preparation);
  return {
    fingerprint: fingerprintOf(spec, sources, captures),
    sources,
    counts: {
      ...(train && { train: { ...(training?.counts ?? train.counts), ...examplesLeftOut(chosen, examples) } }),
      ...(validation && { validation: validation.counts }),
      ...Object.fromEntries(asked.map(({ split, counts }) => [split, counts])),
    },
    samples,
    imageList,
    ...(training && { trainingFile: training.file }),
    ...(validation && { validationFile: validation.file }),
    examples,
    ...(trivial && { trivial }),
    audit: samples.rows === rows ? whole : await auditOf(allSamples(asked, preparation.limit), others),
    ...(spec.data.targets && { targetsOf: spec.data.targets.candidate }),
  };
}

/** Those of which rows are read, where there are such. */
function splitsRead({ spec, fineTunes, captures }: Preparation): Split[] {
  const asked = captures ?? [spec.on];
  const learnt = captures === undefined || fineTunes || spec.prompt.examples.length > 0;
  return [
    ...new Set<Split>([...asked, ...(learnt ? ['train' as const] : []), ...(fineTunes ? ['validation' as const] : [])]),
  ];
}

/** A capture shows no more of training than worked examples. */
function needsTraining({ spec, source, fineTunes, captures }: Preparation): boolean {
  return source.has('train') && (captures === undefined || fineTunes || spec.prompt.examples.length > 0);
}

function prepareOne(split: Split, preparation: Preparing): Promise<PreparedSplit> {
  return prepareSplit(split, useOf(split, preparation), preparation);
}

function useOf(split: Split, { spec, captures, fineTunes }: Preparation): RowUse {
  return {
    isLabelled: needsLabels(split, spec.data) && !captures?.includes(split),
    isAsked: (captures ?? [spec.on]).includes(split),
    isTrained: fineTunes && (split === 'train' || split === 'validation'),
  };
}

/** The splits that are asked, in the order in which they are named. */
async function prepareAsked(
  splits: readonly Split[],
  train: PreparedSplit | undefined,
  preparation: Preparing,
): Promise<PreparedSplit[]> {
  const asked: PreparedSplit[] = [];
  for (const split of splits) {
    asked.push(split === 'train' && train ? train : await prepareOne(split, preparation));
  }
  return asked;
}

function the(wanted: Split, asked: readonly PreparedSplit[]): PreparedSplit {
  const found = asked.find(({ split }) => split === wanted);
  if (!found) throw new Error(`the ${wanted} split is not among those that are asked`);
  return found;
}

/** The rows that the worked examples of a spec show, in a list of all. */
async function rowsShown({ prompt }: RunSpec, train: PreparedSplit | undefined): Promise<ArrayLike<Row>> {
  if (!train) return [];
  const shown = await rowsAt(new Set(prompt.examples.map(({ row }) => row)), train.rows());
  return { ...shown, length: train.counts.rows };
}

/** Samples of all splits that are asked, at most so many of each. */
async function* allSamples(
  asked: readonly PreparedSplit[],
  limitEach = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Sample[]> {
  for (const split of asked) {
    let left = limitEach;
    for await (const samples of split.samples()) {
      yield samples.slice(0, left);
      left -= samples.length;
      if (left <= 0) break;
    }
  }
}

async function marksOfSamples(asked: readonly PreparedSplit[]): Promise<TextSet> {
  const marks = openTextSet();
  for await (const samples of allSamples(asked)) {
    for (const sample of samples) for (const mark of marksOf(sample)) marks.add(mark);
  }
  return marks;
}

/** What the rows of training teach that share nothing with the samples to avoid. */
async function whatIsTaught(
  train: PreparedSplit | undefined,
  samplesToAvoid: TextSet,
  asked: readonly PreparedSplit[],
): Promise<{ taught?: Taught; trivial?: TrivialAnswers | undefined }> {
  if (!train) return {};
  const teaching = openTaught(train.kinds);
  const trivial = openTrivial({ has: (question) => asked.some(({ questions }) => questions.has(question)) });
  for await (const rows of train.rows()) {
    for (const row of rows) {
      if (teachesAny(row, samplesToAvoid)) continue;
      teaching.add(row);
      trivial.add(row);
    }
  }
  return { taught: teaching.taught(), trivial: trivial.answers() };
}

async function auditOf(all: AsyncIterable<readonly Sample[]>, others: OtherData): Promise<DataAudit> {
  const audit = openAudit(others);
  for await (const samples of all) for (const sample of samples) audit.add(sample);
  return audit.audit();
}

async function writeSamples(
  asked: readonly PreparedSplit[],
  { store, limit, ...where }: Preparing,
): Promise<{ samples: SampleIndex; imageList: ArtifactRef }> {
  const originOf = (sha256: string) =>
    asked.map(({ origins }) => origins.get(sha256)).find((origin) => origin) ?? sha256;
  const [pages, images] = [pageWriter(store, where), imageLister(store, originOf)];
  for await (const samples of allSamples(asked, limit)) {
    images.add(samples);
    await pages.add(samples);
  }
  return { samples: await pages.end(), imageList: await images.end() };
}

function examplesLeftOut(chosen: readonly unknown[], kept: readonly unknown[]): Pick<SplitCounts, 'examplesLeftOut'> {
  return chosen.length === kept.length ? {} : { examplesLeftOut: chosen.length - kept.length };
}

/** By all samples of the split, so that a trial of a few of them is refused as the whole run would be. */
function refuseLeakage(on: Split, whole: DataAudit): void {
  const refusal = leakageRefusal(on, whole.sharedImages);
  if (refusal !== undefined) throw new InputError(refusal);
}

/** The values of all, or the first one's error; either way once all have ended, so that nothing goes on behind it. */
async function together<T extends readonly unknown[]>(
  work: readonly [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
