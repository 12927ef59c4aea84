import { type NumberList, openNumberList } from '../domain/data/number-list.ts';
import type { Split } from '../domain/data/sample.ts';
import { marksToSplitBy } from '../domain/data/splitting/marks.ts';
import { openAssignment } from '../domain/data/splitting/shares.ts';
import { splitNamed, splitsMade } from '../domain/data/splitting/split-names.ts';
import { valueText } from '../domain/data/value-text.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import type { SplitRuleSpec } from '../domain/spec/split-spec.ts';
import { addressKey } from './images-by-address.ts';
import { type DataSource, InputError, type Part, type SourceRow } from './source.ts';

/** A hash of what an image looks like, in whatever encoding; undefined of what cannot be read, which is told later. */
export type PixelHash = (bytes: Uint8Array) => Promise<string | undefined>;

/**
 * A source whose rows of `all` are told apart by a rule; splits of files of their own stay as they are. To split by shares,
 * all rows are read once more, their images with them.
 */
export async function splitSource(source: DataSource, data: DataSpec, pixelHash: PixelHash): Promise<DataSource> {
  if (data.split === undefined) return source;
  const made = await assign(source, data, data.split, pixelHash);
  return {
    ...source,
    has: (split) => source.has(split) || made.has(split),
    // By shares no row may fall to a small split.
    count: async (split) => made.get(split)?.length ?? (source.has(split) ? source.count(split) : 0),
    // What is no row falls to no split, and is told with the first one.
    beside: async (split) => {
      const isFirst = [...made.keys()][0] === split;
      return (await (made.has(split) ? isFirst && source.beside?.('all') : source.beside?.(split))) || {};
    },
    async *read(split, positions) {
      const own = made.get(split);
      if (!own) return yield* source.read(split, positions);
      const due = { has: (inAll: number) => positions.has(placeIn(own, inAll)) };
      for await (const row of source.read('all', due)) yield { ...row, position: placeIn(own, row.position) };
    },
  };
}

/** Where a number stands in an ascending list; -1 where it does not. */
function placeIn(list: Int32Array, number: number): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((list[middle] ?? 0) < number) from = middle + 1;
    else to = middle;
  }
  return list[from] === number ? from : -1;
}

/** The positions in `all` of each split, ascending; those that no split takes are in none. */
async function assign(
  source: DataSource,
  data: DataSpec,
  rule: SplitRuleSpec,
  pixelHash: PixelHash,
): Promise<Map<Part, Int32Array>> {
  const made = new Map<Part, NumberList<Int32Array>>();
  const take = (position: number, split: Split | undefined) => {
    if (split === undefined) return;
    const own = made.get(split) ?? openNumberList(Int32Array);
    made.set(split, own);
    own.push(position);
  };
  const assignment = 'shares' in rule ? openAssignment(rule) : undefined;
  for await (const row of source.read('all', { has: () => true })) {
    if ('column' in rule) take(row.position, splitOf(row, rule));
    else assignment?.add(marksToSplitBy(row, await hashesOf(row, pixelHash), data));
  }
  let position = 0;
  for (const split of assignment?.splits() ?? []) take(position++, split);
  return new Map([...made].map(([split, positions]) => [split, positions.all()]));
}

/** What nobody has fetched is known by its address, which deals out other rows, and as many. */
async function hashesOf({ images, addresses = [] }: SourceRow, pixelHash: PixelHash): Promise<string[]> {
  const hashes = addresses.map(addressKey);
  for (const bytes of images) hashes.push((await pixelHash(bytes)) ?? '');
  return hashes.filter((hash) => hash !== '');
}

function splitOf(row: SourceRow, rule: Extract<SplitRuleSpec, { column: string }>): Split | undefined {
  const read = valueText(row.columns[rule.column]);
  const value = 'text' in read ? read.text : '';
  const split = splitNamed(rule, value);
  // What cannot be read is told with its split, or counted there.
  if (split === undefined && row.problem) return splitsMade(rule)[0];
  if (split !== undefined || rule.values) return split;
  throw new InputError(
    `${row.where ?? `row ${row.position}`}: ${JSON.stringify(rule.column)} is ${JSON.stringify(value)}, which names no split. Write train, validation, test or unlabelled there, or say data.split.values.`,
  );
}
