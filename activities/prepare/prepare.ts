import { auditData, type OtherData } from '../../domain/audit/data-audit.ts';
import { isAmong, leakageRefusal, marksOfAll } from '../../domain/audit/leakage.ts';
import type { Dataset, PreparedExample, SampleIndex, SplitCounts } from '../../domain/data/dataset.ts';
import { type Exploded, explode } from '../../domain/data/rows.ts';
import type { Row, Sample, Split } from '../../domain/data/sample.ts';
import { estimateLineTokens } from '../../domain/data/tokens.ts';
import { chooseTrainingRows, type Known } from '../../domain/data/training.ts';
import { trivialAnswers } from '../../domain/data/trivial.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { trainingRulesOf } from '../../domain/spec/provider-kinds.ts';
import { brokenFileRules, brokenTrainingRules } from '../../domain/spec/provider-rules.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { keys } from '../../runs/keys.ts';
import { fingerprintOf } from '../../runs/pin.ts';
import { type DataSource, InputError } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import type { Done } from '../heartbeat.ts';
import { readSplit } from './read-split.ts';
import { writeTrainingFile } from './training-file.ts';

export interface Preparation {
  spec: RunSpec;
  source: DataSource;
  store: ArtifactStore;
  runId: string;
  pageRows: number;
  /** Samples to take at most. */
  limit?: number | undefined;
  /** Whether to write training files. */
  fineTunes: boolean;
  /** Images converted so far. */
  progress: Done;
  /** Ends the preparation early, with its reason. */
  signal?: AbortSignal | undefined;
}

/** Rows of a split and what became of it. */
interface PreparedSplit extends Exploded {
  /** Hashes of the images in the source, by those of the images as they are sent. */
  origins: ReadonlyMap<string, string>;
  counts: SplitCounts;
}

/** A split whose lines are in a file to upload. */
interface WrittenSplit {
  file: ArtifactRef;
  counts: SplitCounts;
  /** Of the rows that have a line. */
  marks: ReadonlySet<string>;
}

/** Makes everything of a data set that a run needs. Throws {@link InputError}. */
export async function prepareData(preparation: Preparation): Promise<Dataset> {
  const { spec, source, fineTunes } = preparation;
  const { on } = spec;
  const sources = await source.files();
  const train = source.has('train') ? await prepareSplit('train', preparation) : undefined;
  if (fineTunes && !train) throw new InputError('fineTune needs training data: data.source.train is missing');
  const chosen = workedExamples(spec, train?.rows ?? []);
  // While lines are written, images are converted, unless which lines may be written depends on them.
  const asking = prepareSplit(on, preparation);
  const samplesToAvoid = spec.data.leakage === 'drop' ? marksOfAll(toSamples(on, await asking)) : new Set<string>();
  const examples = chosen.filter((example) => !isAmong(example, samplesToAvoid));
  const learnt = train?.rows.filter((row) => !isAmong(row, samplesToAvoid));
  const known = { examples, samples: samplesToAvoid };
  const [training, validation, asked] = await together([
    fineTunes && train ? writeLines('train', train, known, preparation) : undefined,
    fineTunes && source.has('validation')
      ? on === 'validation'
        ? asking.then((split) => writeLines('validation', split, { examples }, preparation))
        : prepareSplit('validation', preparation).then((split) => writeLines('validation', split, known, preparation))
      : undefined,
    asking,
  ]);
  if (asked.rows.length === 0) throw new InputError(`the ${on} split has no question that can be asked`);

  const trivial = trivialAnswers(learnt ?? []);
  const all = toSamples(on, asked);
  const others = { train: learnt, validation: on === 'validation' ? undefined : validation?.marks, examples };
  if (spec.data.leakage === 'refuse') refuseLeakage(on, all, others);
  const samples = all.slice(0, preparation.limit);
  return {
    fingerprint: fingerprintOf(spec, sources),
    sources,
    counts: {
      ...(train && { train: { ...(training?.counts ?? train.counts), ...examplesLeftOut(chosen, examples) } }),
      ...(validation && { validation: validation.counts }),
      [on]: asked.counts,
    },
    samples: await writeSamples(samples, preparation),
    imageList: await writeImageList(samples, asked.origins, preparation),
    ...(training && { trainingFile: training.file }),
    ...(validation && { validationFile: validation.file }),
    examples,
    ...(trivial && { trivial }),
    audit: auditData(samples, others),
  };
}

function examplesLeftOut(chosen: readonly unknown[], kept: readonly unknown[]): Pick<SplitCounts, 'examplesLeftOut'> {
  return chosen.length === kept.length ? {} : { examplesLeftOut: chosen.length - kept.length };
}

/** Looks at all samples of the split, so that a trial of a few of them is refused as the whole run would be. */
function refuseLeakage(on: Split, samples: readonly Sample[], others: OtherData): void {
  const refusal = leakageRefusal(on, auditData(samples, others).sharedImages);
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
  const groups = await readSplit(split, preparation);
  const exploded = asInput(() => explode(split, groups, preparation.spec.data));
  const counts = {
    sourceImages: await preparation.source.count(split),
    images: groups.length,
    distinctImages: new Set(groups.map(({ origin }) => origin)).size,
    rows: exploded.rows.length,
    rowsLeftOut: exploded.leftOut,
  };
  return { ...exploded, counts, origins: new Map(groups.map(({ image, origin }) => [image.sha256, origin])) };
}

function asInput<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}

function workedExamples({ prompt }: RunSpec, rows: readonly Row[]): PreparedExample[] {
  return prompt.examples.map(({ row, reasoning, conclusion }, index) => {
    const shown = rows[row];
    if (!shown) {
      throw new InputError(
        `prompt.examples[${index}]: row ${row} does not exist; the training split, as taken, has rows 0 to ${rows.length - 1}`,
      );
    }
    return { row, question: shown.question, reasoning, conclusion: conclusion ?? shown.answer, image: shown.image };
  });
}

/** Writes and counts the lines of a split that may be trained on. */
async function writeLines(
  split: 'train' | 'validation',
  prepared: PreparedSplit,
  known: Omit<Known, 'keepLeakyLines'>,
  { spec, store, runId }: Preparation,
): Promise<WrittenSplit> {
  const { examples } = known;
  const keepLeakyLines = spec.fineTune?.keepLeakyLines ?? false;
  const { rows, leftOut } = chooseTrainingRows(split, prepared.rows, { ...known, keepLeakyLines });
  const rules = trainingRulesOf(spec);
  refuse(split, brokenTrainingRules({ split, rows, examples }, rules));
  const lines = { prompt: spec.prompt, examples, rows, withAnswers: true };
  const file = await writeTrainingFile(store, keys.trainingFile(runId, split), lines);
  refuse(split, brokenFileRules(`${split}.jsonl`, file.bytes, rules));
  const estimatedTokens = rows.reduce((sum, row) => sum + estimateLineTokens(spec.prompt, examples, row), 0);
  const counts = { lines: rows.length, linesLeftOut: leftOut, bytes: file.bytes, estimatedTokens };
  return { file, counts: { ...prepared.counts, ...counts }, marks: marksOfAll(rows) };
}

/** Problems that a message names; the rest are counted. */
const problemsShown = 3;

function refuse(split: Split, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length > problemsShown ? [`and ${problems.length - problemsShown} more`] : [];
  const shown = [...problems.slice(0, problemsShown), ...more].join('; ');
  throw new InputError(`the provider would refuse the ${split} file: ${shown}`);
}

async function writeSamples(samples: readonly Sample[], { store, runId, pageRows }: Preparation): Promise<SampleIndex> {
  const pages: ArtifactRef[] = [];
  for (let from = 0; from < samples.length; from += pageRows) {
    const content = samples.slice(from, from + pageRows).map((sample) => `${JSON.stringify(sample)}\n`);
    pages.push(
      await store.publish({ key: keys.samplePage(runId, pages.length), mediaType: 'application/jsonl', content }),
    );
  }
  return { rows: samples.length, pageRows, pages };
}

/** Before they are converted, since the same images asked about in another quality are the same test set. */
async function writeImageList(
  samples: readonly Sample[],
  origins: PreparedSplit['origins'],
  { store }: Preparation,
): Promise<ArtifactRef> {
  const images = new Set(samples.map(({ image }) => origins.get(image.sha256)?.slice(0, 16)));
  const content = [...images].sort().join('\n');
  return store.putObject(Buffer.from(content), 'text/plain');
}

function toSamples(split: Split, { rows }: PreparedSplit): Sample[] {
  return rows.map((row) => toSample(split, row));
}

/** Ids say where a sample stood and nothing of what it shows; the same image is the same group wherever it occurs. */
export function toSample(split: Split, { row, image, question, answer, slices }: Row): Sample {
  const group = image.sha256.slice(0, 16);
  return { id: `${split}-${row}`, row, group, cluster: group, question, targets: [answer], slices, image };
}
