import type { DataAudit } from '../domain/audit/audit-schema.ts';
import { auditData } from '../domain/audit/data-audit.ts';
import { isAmong, leakageRefusal, marksOfAll, teachesAny } from '../domain/audit/leakage.ts';
import { withJoinedClusters } from '../domain/data/clusters.ts';
import type { RowUse } from '../domain/data/conversations.ts';
import type { Dataset, SampleIndex, SplitCounts } from '../domain/data/dataset.ts';
import { identityOf, toSample } from '../domain/data/identity.ts';
import { type Exploded, explode } from '../domain/data/rows.ts';
import type { Row, Sample, Split } from '../domain/data/sample.ts';
import { chooseTrainingRows, type Known } from '../domain/data/training.ts';
import { trivialAnswers } from '../domain/data/trivial.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { trainingRulesOf } from '../domain/spec/provider-kinds.ts';
import { brokenFileRules, brokenTrainingRules } from '../domain/spec/provider-rules.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { needsLabels } from '../domain/stored/agreement.ts';
import { estimateLineTokens } from '../domain/tokens/line-tokens.ts';
import { keys } from '../runs/keys.ts';
import { fingerprintOf } from '../runs/pin.ts';
import { type DataSource, InputError } from '../sources/source.ts';
import { splitSource } from '../sources/split-source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { asInput } from './as-input.ts';
import type { FetchedImages } from './fetched-images.ts';
import { gatherImages } from './gather-images.ts';
import { pixelsIfReadable } from './images.ts';
import type { Done } from './images-done.ts';
import { readSplit } from './read-split.ts';
import { noTraining, refuseFile, refuseNoQuestion } from './refusals.ts';
import { writeTrainingFile } from './training-file.ts';
import { workedExamples } from './worked-examples.ts';

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

/** Rows of a split and what became of it. */
interface PreparedSplit extends Exploded {
  split: Split;
  /** Hashes of the images in the source, by those of the images as they are sent. */
  origins: ReadonlyMap<string, string>;
  counts: SplitCounts;
}

/** A split whose lines are in a file to upload. */
interface WrittenSplit {
  file: ArtifactRef;
  counts: SplitCounts;
  /** The rows that have a line. */
  rows: readonly Row[];
}

/** Makes everything of a data set that a run needs. Throws {@link InputError}. */
export async function prepareData(given: Preparation): Promise<Dataset> {
  const likenesses = new Map<string, string>();
  const gathered = await gatherImages({ ...given, splits: splitsRead(given) });
  const source = await splitSource(given.source, given.spec.data, pixelsIfReadable);
  const preparation = { ...given, source, likenesses };
  const { spec, fineTunes, captures } = preparation;
  const splits = captures ? captures.filter((split) => source.has(split)) : [spec.on];
  const sources = [...(await source.files()), ...(gathered ? [gathered] : [])];
  const train = needsTraining(preparation) ? await prepareSplit('train', preparation) : undefined;
  if (fineTunes && !train) throw noTraining('fineTune needs training data', spec.data);
  const chosen = workedExamples(spec, train?.rows ?? []);
  // While lines are written, images are converted, unless which lines may be written depends on them.
  const asking = prepareAsked(splits, train, preparation);
  const samplesToAvoid =
    spec.data.leakage === 'drop' ? marksOfAll((await asking).flatMap(toSamples)) : new Set<string>();
  const examples = chosen.filter((example) => !isAmong(example, samplesToAvoid));
  const learnt = train?.rows.filter((row) => !teachesAny(row, samplesToAvoid));
  const known = { examples, samples: samplesToAvoid };
  const [training, validation, asked] = await together([
    fineTunes && train ? writeLines(train, known, preparation) : undefined,
    fineTunes && source.has('validation')
      ? splits.includes('validation')
        ? asking.then((all) => writeLines(the('validation', all), { examples }, preparation))
        : prepareSplit('validation', preparation).then((split) => writeLines(split, known, preparation))
      : undefined,
    asking,
  ]);
  const all = asked.flatMap(toSamples);
  refuseNoQuestion(splits, all.length);

  const trivial = trivialAnswers(learnt ?? [], new Set(all.map(({ question }) => question)));
  const others = {
    train: learnt,
    validation: validation && !splits.includes('validation') ? marksOfAll(validation.rows) : undefined,
    examples,
    likenesses,
  };
  const whole = auditData(all, others);
  if (spec.data.leakage === 'refuse' && captures === undefined) refuseLeakage(spec.on, whole);
  const samples = captures
    ? asked.flatMap((split) => toSamples(split).slice(0, preparation.limit))
    : all.slice(0, preparation.limit);
  return {
    fingerprint: fingerprintOf(spec, sources, captures),
    sources,
    counts: {
      ...(train && { train: { ...(training?.counts ?? train.counts), ...examplesLeftOut(chosen, examples) } }),
      ...(validation && { validation: validation.counts }),
      ...Object.fromEntries(asked.map(({ split, counts }) => [split, counts])),
    },
    samples: await writeSamples(samples, preparation),
    imageList: await writeImageList(samples, asked, preparation),
    ...(training && { trainingFile: training.file }),
    ...(validation && { validationFile: validation.file }),
    examples,
    ...(trivial && { trivial }),
    audit: samples.length === all.length ? whole : auditData(samples, others),
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

/** The splits that are asked, in the order in which they are named. */
async function prepareAsked(
  splits: readonly Split[],
  train: PreparedSplit | undefined,
  preparation: Preparation,
): Promise<PreparedSplit[]> {
  const asked: PreparedSplit[] = [];
  for (const split of splits) {
    asked.push(split === 'train' && train ? train : await prepareSplit(split, preparation));
  }
  return asked;
}

function the(wanted: Split, asked: readonly PreparedSplit[]): PreparedSplit {
  const found = asked.find(({ split }) => split === wanted);
  if (!found) throw new Error(`the ${wanted} split is not among those that are asked`);
  return found;
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

async function prepareSplit(split: Split, preparation: Preparation): Promise<PreparedSplit> {
  const { source, spec } = preparation;
  const groups = await readSplit(split, preparation);
  const exploded = asInput(() => explode(split, groups, spec.data, useOf(split, preparation)));
  const origins = groups.flatMap(({ images, origins }) =>
    images.map(({ sha256 }, index) => [sha256, origins[index] ?? sha256] as const),
  );
  const counts = {
    sourceImages: await source.count(split),
    images: groups.length,
    distinctImages: new Set(origins.map(([, origin]) => origin)).size,
    rows: exploded.rows.length,
    rowsLeftOut: { ...exploded.leftOut, ...(await source.beside?.(split)) },
  };
  return { split, ...exploded, counts, origins: new Map(origins) };
}

function useOf(split: Split, { spec, captures, fineTunes }: Preparation): RowUse {
  return {
    isLabelled: needsLabels(split, spec.data) && !captures?.includes(split),
    isAsked: (captures ?? [spec.on]).includes(split),
    isTrained: fineTunes && (split === 'train' || split === 'validation'),
  };
}

/** Writes and counts the lines of a split that may be trained on. */
async function writeLines(
  prepared: PreparedSplit,
  known: Omit<Known, 'keepLeakyLines'>,
  { spec, store, folder }: Preparation,
): Promise<WrittenSplit> {
  const { examples } = known;
  const split = prepared.split === 'train' ? 'train' : 'validation';
  const keepLeakyLines = spec.fineTune?.keepLeakyLines ?? false;
  const { rows, leftOut } = chooseTrainingRows(split, prepared.rows, { ...known, keepLeakyLines });
  const rules = trainingRulesOf(spec);
  refuseFile(split, brokenTrainingRules({ split, rows, examples }, rules));
  const lines = { prompt: spec.prompt, examples, rows, withAnswers: true };
  const file = await writeTrainingFile(store, keys.trainingFileIn(folder, split), lines);
  refuseFile(split, brokenFileRules(`${split}.jsonl`, file.bytes, rules));
  const estimatedTokens = estimateLineTokens(spec.prompt, examples, rows, spec.fineTune?.model);
  const withMetadata = rows.filter(({ line }) => line?.holdsMetadata).length;
  const counts = {
    lines: rows.length,
    linesLeftOut: leftOut,
    ...(withMetadata > 0 && { linesWithMetadata: withMetadata }),
    bytes: file.bytes,
    estimatedTokens,
  };
  return { file, counts: { ...prepared.counts, ...counts }, rows };
}

async function writeSamples(
  samples: readonly Sample[],
  { store, folder, pageRows }: Preparation,
): Promise<SampleIndex> {
  const pages: ArtifactRef[] = [];
  for (let from = 0; from < samples.length; from += pageRows) {
    const content = samples.slice(from, from + pageRows).map((sample) => `${JSON.stringify(sample)}\n`);
    pages.push(
      await store.publish({ key: keys.samplePageIn(folder, pages.length), mediaType: 'application/jsonl', content }),
    );
  }
  return { rows: samples.length, pageRows, pages };
}

/** Before they are converted, since the same images asked about in another quality are the same test set. */
async function writeImageList(
  samples: readonly Sample[],
  asked: readonly PreparedSplit[],
  { store }: Preparation,
): Promise<ArtifactRef> {
  const originOf = (sha256: string) =>
    asked.map(({ origins }) => origins.get(sha256)).find((origin) => origin) ?? sha256;
  const shown = new Set(
    samples.map((sample) =>
      identityOf(
        sample,
        sample.images.map(({ sha256 }) => originOf(sha256)),
      ),
    ),
  );
  const content = [...shown].sort().join('\n');
  return store.putObject(Buffer.from(content), 'text/plain');
}

function toSamples({ split, rows }: PreparedSplit): Sample[] {
  return withJoinedClusters(
    rows,
    rows.map((row) => toSample(split, row)),
  );
}
