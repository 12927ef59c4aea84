import { marksOfAll } from '../domain/audit/leakage.ts';
import { firstOf, type MeasuredData, type MeasuredRows } from '../domain/cost/measured-data.ts';
import { toSample } from '../domain/data/identity.ts';
import type { QuestionGroup } from '../domain/data/question-group.ts';
import { explode } from '../domain/data/rows.ts';
import type { Split } from '../domain/data/sample.ts';
import { chooseTrainingRows } from '../domain/data/training.ts';
import { trainingRulesOf } from '../domain/spec/provider-kinds.ts';
import { planFile } from '../domain/spec/provider-rules.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { needsLabels } from '../domain/stored/agreement.ts';
import { addressKey, type ImagesByAddress } from '../sources/images-by-address.ts';
import { openSource } from '../sources/open-source.ts';
import { type DataSource, InputError, type SourceFile, type SourceRow } from '../sources/source.ts';
import { type PixelHash, splitSource } from '../sources/split-source.ts';
import { asInput } from './as-input.ts';
import { hashOfBytes, imageByHeader, unseenImage } from './image-size.ts';
import { pixelsIfReadable } from './images.ts';
import { choose } from './read-split.ts';
import { noTraining, refuseFile, refuseNoQuestion } from './refusals.ts';
import { examplesAmong, workedExamples } from './worked-examples.ts';

/** Rows of a split that are looked at: the shuffle makes the first of them a fair draw of all. */
const mostLooked = 1000;

/** What is to become of data. */
export interface Wanted {
  fineTunes: boolean;
  /** The splits of a capture, whose rows need no answers. */
  captures?: readonly Split[] | undefined;
  /** Images that lie at addresses; those of others are taken for images of a usual size. */
  fetched?: ImagesByAddress | undefined;
  /** Questions at most of each of them. */
  limitEach?: number | undefined;
  /** The files that were pinned, where they are. */
  pinned?: readonly SourceFile[] | undefined;
}

/**
 * Looks at the data of a spec without preparing it: texts, and the sizes of images by their headers, of at most 1,000 rows
 * of each split that will be asked or trained on. Rows that are dealt out by shares are dealt without decoding an image,
 * so that a split has other rows than the run's, and as many; images are decoded only where those rows would be refused.
 * Throws {@link InputError}.
 */
export async function measureData(spec: RunSpec, dataDirectory: string, wanted: Wanted): Promise<MeasuredData> {
  const { pinned, fetched } = wanted;
  const source = openSource(dataDirectory, spec.data, { pinned, fetched });
  const measureBy = async (hash: PixelHash) => measureSource(spec, await splitSource(source, spec.data, hash), wanted);
  try {
    return await measureBy(hashOfBytes).catch((error: unknown) => {
      const isDealt = spec.data.split !== undefined && 'shares' in spec.data.split;
      if (!isDealt || !(error instanceof InputError)) throw error;
      // Which rows are dealt to a split, and so whether they are too few, depends on what their images show.
      return measureBy(pixelsIfReadable);
    });
  } finally {
    await source.close();
  }
}

async function measureSource(
  spec: RunSpec,
  source: DataSource,
  { fineTunes, captures, limitEach }: Wanted,
): Promise<MeasuredData> {
  const needsTraining = fineTunes || spec.prompt.examples.length > 0;
  if (needsTraining && !source.has('train')) {
    const what = fineTunes ? 'fineTune needs training data' : 'prompt.examples are rows of the training data';
    throw noTraining(what, spec.data);
  }
  const unseen = new Set<string>();
  const shown = Math.max(-1, ...spec.prompt.examples.map(({ row }) => row)) + 1;
  const train = needsTraining
    ? await measureSplit('train', spec, source, { atLeast: shown, isTrained: fineTunes, unseen })
    : undefined;
  const validation =
    fineTunes && source.has('validation')
      ? await measureSplit('validation', spec, source, { isTrained: true })
      : undefined;
  const splits = captures?.filter((split) => source.has(split)) ?? [spec.on];
  const each: MeasuredRows[] = [];
  for (const split of splits) {
    const how = { isLabelled: captures === undefined, isAsked: true, unseen };
    each.push(firstOf(await measureSplit(split, spec, source, how), limitEach));
  }
  const asked = together(each);
  if (isWhole(asked)) refuseNoQuestion(splits, asked.rows.length);
  const examples = train ? (isWhole(train) ? workedExamples : examplesAmong)(spec, train.rows) : [];
  const learnt = fineTunes && train ? linesOf('train', spec, train, { asked, examples }) : undefined;
  // Nothing is estimated of it: it is looked at so that a file that would be refused is refused now.
  if (validation) linesOf('validation', spec, validation, { asked, examples });
  return { asked, examples, ...(unseen.size > 0 && { unseenImages: unseen.size }), ...(learnt && { train: learnt }) };
}

/** The rows that become lines. Throws {@link InputError} where all rows were looked at, and who trains would refuse the file. */
function linesOf(
  split: 'train' | 'validation',
  spec: RunSpec,
  measured: MeasuredRows,
  { asked, examples }: Pick<MeasuredData, 'asked' | 'examples'>,
): MeasuredRows {
  const keepLeakyLines = spec.fineTune?.keepLeakyLines ?? false;
  const samples =
    spec.data.leakage === 'drop' ? marksOfAll(asked.rows.map((row) => toSample(spec.on, row))) : undefined;
  const { rows } = chooseTrainingRows(split, measured.rows, { examples, keepLeakyLines, samples });
  const file = planFile(split, examples, trainingRulesOf(spec));
  for (const row of rows) file.add(row);
  if (isWhole(measured)) refuseFile(split, file.brokenCounts());
  return { ...measured, rows };
}

function isWhole({ looked }: MeasuredRows): boolean {
  return looked.at === looked.of;
}

async function measureSplit(
  split: Split,
  spec: RunSpec,
  source: DataSource,
  { atLeast = 0, isLabelled = true, isAsked = false, isTrained = false, unseen = new Set<string>() } = {},
): Promise<MeasuredRows> {
  const taken = await choose(split, spec, source);
  const looked = drawn(taken, Math.max(mostLooked, atLeast), spec);
  const groups = new Map<number, QuestionGroup>();
  for await (const row of source.read(split, new Set(looked))) {
    groups.set(row.position, await groupOf(split, row, spec));
    for (const address of row.addresses ?? []) unseen.add(addressKey(address));
  }
  const inOrder = looked.map((position) => groups.get(position) as QuestionGroup);
  const use = { isLabelled: isLabelled && needsLabels(split, spec.data), isAsked, isTrained };
  return {
    rows: asInput(() => explode(split, inOrder, spec.data, use)).rows,
    looked: { at: looked.length, of: taken.length },
  };
}

/** Lines that are trained on as they are come in their own order, and not in that of a shuffle. */
function drawn(taken: Uint32Array, most: number, { data }: RunSpec): number[] {
  if (data.source.kind !== 'chat' || taken.length <= most) return [...taken.subarray(0, most)];
  return Array.from({ length: most }, (_, index) => taken[Math.floor((index * taken.length) / most)] as number);
}

async function groupOf(
  split: Split,
  { images, addresses = [], ...row }: SourceRow,
  { data, prompt }: RunSpec,
): Promise<QuestionGroup> {
  const sized = addresses.map((address) => unseenImage(addressKey(address), prompt.image.maxSide));
  try {
    for (const bytes of images) sized.push(await imageByHeader(bytes, prompt.image.maxSide));
  } catch (error) {
    const name = row.where === undefined ? String(row.position) : `${row.position} (${row.where})`;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const why = `${split} image ${name} cannot be read: ${reason}. Mend or remove it.`;
    if (data.badRows !== 'leave') throw new InputError(why);
    row.problem = { why, reason: 'unreadable image' };
  }
  return { ...row, images: sized, origins: sized.map(({ sha256 }) => sha256) };
}

function together(splits: readonly MeasuredRows[]): MeasuredRows {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return {
    rows: splits.flatMap(({ rows }) => rows),
    looked: { at: sum(splits.map(({ looked }) => looked.at)), of: sum(splits.map(({ looked }) => looked.of)) },
  };
}
