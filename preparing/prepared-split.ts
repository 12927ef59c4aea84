import { lessonMarksOf, marksOf } from '../domain/audit/leakage.ts';
import { type Kinds, openKinds } from '../domain/audit/unseen-classes.ts';
import { type Clusters, openClusters } from '../domain/data/clusters.ts';
import type { RowUse } from '../domain/data/conversations.ts';
import type { SplitCounts } from '../domain/data/dataset.ts';
import { toSample } from '../domain/data/identity.ts';
import { type Ids, idTwice, openIds, openNumbering, type ReadGroup, readGroup } from '../domain/data/rows.ts';
import type { Row, Sample, Split } from '../domain/data/sample.ts';
import { openTextSet, type TextSet } from '../domain/data/text-map.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { lineTokens } from '../domain/tokens/line-tokens.ts';
import { InputError } from '../sources/source.ts';
import { openSpool, type Spool } from '../storage/spool.ts';
import { asInput } from './as-input.ts';
import { choose, readSplit, type SplitReading } from './read-split.ts';

/** A split whose rows have been read: they are looked through as often as it takes, and never held. */
export interface PreparedSplit {
  split: Split;
  counts: SplitCounts;
  /** Of a split that is asked: hashes of the images in the source, by those of the images as they are sent. */
  origins: ReadonlyMap<string, string>;
  /** What is asked, of a split that is. */
  questions: TextSet;
  /** Of the rows to train on. */
  kinds: Kinds;
  /** In their order, some at a time. */
  rows(): AsyncIterable<readonly Row[]>;
  /** The same as samples, of a split that is asked. */
  samples(): AsyncIterable<readonly Sample[]>;
}

/** A row of the source as it lies in the spool. */
interface Spooled {
  read: ReadGroup;
  /** Hashes of its images as they are sent and as the source has them. */
  shown?: [sha256: string, origin: string][];
}

/** What is to be prepared, and whom to tell of a spool that has to be closed. */
export interface SplitPreparation extends SplitReading {
  spools: Pick<Spool<unknown>, 'close'>[];
}

/** Reads and converts all rows that the spec takes of a split. Throws {@link InputError}. */
export async function prepareSplit(split: Split, use: RowUse, preparation: SplitPreparation): Promise<PreparedSplit> {
  const { source, spec, signal } = preparation;
  const chosen = await choose(split, spec, source);
  const spool = openSpool<Spooled>(chosen.length);
  const onlyHeard = use.isAsked ? (read: ReadGroup) => read : hearing(spec);
  preparation.spools.push(spool);
  await readSplit(split, chosen, preparation, (place, group) => {
    const { images, origins } = group;
    const shown = images.map(({ sha256 }, index): [string, string] => [sha256, origins[index] ?? sha256]);
    const read = onlyHeard(readGroup(split, group, spec.data, use));
    return spool.add(place, shown.length > 0 ? { read, shown } : { read });
  });

  async function* rows(): AsyncGenerator<Row[]> {
    const numbering = openNumbering(spec.data);
    for await (const some of spool.read()) {
      signal?.throwIfAborted();
      yield some.flatMap(({ read }) => numbering.add(read));
    }
  }

  const { clusters, ids, ...found } = await lookThrough(spool, split, use, preparation);
  await refuseTwice(ids, rows());
  return {
    split,
    ...found,
    counts: {
      sourceImages: await source.count(split),
      images: chosen.length,
      ...found.counts,
      rowsLeftOut: { ...found.counts.rowsLeftOut, ...(await source.beside?.(split)) },
    },
    rows,
    async *samples() {
      const joined = clusters.joining();
      for await (const some of rows()) yield some.map((row) => joined(row, toSample(split, row)));
    },
  };
}

/** Puts what is known of conversations in their place: they are most of what would be written and read again. */
function hearing({ prompt, fineTune }: RunSpec): (read: ReadGroup) => ReadGroup {
  const tokensOf = lineTokens(prompt, [], fineTune?.model);
  return (read) => {
    const [only] = 'rows' in read ? read.rows : [];
    if (typeof only !== 'object' || !only.messages) return read;
    const { messages: _, ...row } = only;
    const heard = { marks: marksOf(only), lessons: lessonMarksOf(only), tokens: tokensOf({ ...only, row: 0 }) };
    return { rows: [{ ...row, heard }] };
  };
}

interface Found extends Pick<PreparedSplit, 'origins' | 'questions' | 'kinds'> {
  counts: Pick<SplitCounts, 'distinctImages' | 'rows' | 'rowsLeftOut'>;
  clusters: Clusters;
  ids: Ids;
}

/** The little that has to be known of all rows before the first of them is of use. */
async function lookThrough(
  spool: Spool<Spooled>,
  split: Split,
  { isAsked }: RowUse,
  { spec }: SplitPreparation,
): Promise<Found> {
  const numbering = openNumbering(spec.data);
  const [ids, clusters, kinds, questions] = [openIds(), openClusters(), openKinds(), openTextSet()];
  const facts = [ids, ...(isAsked ? [clusters] : []), ...(split === 'train' ? [kinds] : [])];
  const origins = new Map<string, string>();
  const distinct = openTextSet();
  for await (const some of spool.read()) {
    for (const { read, shown = [] } of some) {
      for (const [sha256, origin] of shown) {
        if (isAsked) origins.set(sha256, origin);
        distinct.add(origin);
      }
      for (const row of asInput(() => numbering.add(read))) {
        for (const fact of facts) fact.add(row);
        if (isAsked) questions.add(row.question);
      }
    }
  }
  const rowsLeftOut = asInput(() => numbering.leftOut());
  const counts = { distinctImages: distinct.size, rows: numbering.rows(), rowsLeftOut };
  return { counts, origins, clusters, ids, kinds, questions };
}

async function refuseTwice({ twice }: Ids, rows: AsyncIterable<readonly Row[]>): Promise<void> {
  const first = twice && (await rowsAt(new Set([twice.first]), rows))[twice.first];
  if (first && first.ownId === twice?.again.ownId) throw new InputError(idTwice(first, twice.again));
}

/** Rows of some numbers, by their numbers. */
export async function rowsAt(
  numbers: ReadonlySet<number>,
  rows: AsyncIterable<readonly Row[]>,
): Promise<Record<number, Row>> {
  const found: Record<number, Row> = {};
  if (numbers.size === 0) return found;
  for await (const some of rows) for (const row of some) if (numbers.has(row.row)) found[row.row] = row;
  return found;
}
