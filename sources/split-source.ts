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
  /** Positions in `all`, split by split. */
  const made = positionsBySplit(await assign(source, data, data.split, pixelHash));
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
      const places = new Map(own.map((inAll, position) => [inAll, position]));
      const due = { has: (inAll: number) => positions.has(places.get(inAll) ?? -1) };
      for await (const row of source.read('all', due)) yield { ...row, position: places.get(row.position) ?? -1 };
    },
  };
}

function positionsBySplit(splits: readonly (Split | undefined)[]): Map<Part, number[]> {
  const positions = new Map<Part, number[]>();
  for (const [position, split] of splits.entries()) {
    if (split === undefined) continue;
    const known = positions.get(split);
    if (known) known.push(position);
    else positions.set(split, [position]);
  }
  return positions;
}

/** The split of each row of `all`; undefined of those that are not taken. */
async function assign(
  source: DataSource,
  data: DataSpec,
  rule: SplitRuleSpec,
  pixelHash: PixelHash,
): Promise<(Split | undefined)[]> {
  const splits: (Split | undefined)[] = [];
  const assignment = 'shares' in rule ? openAssignment(rule) : undefined;
  for await (const row of source.read('all', { has: () => true })) {
    if ('column' in rule) splits[row.position] = splitOf(row, rule);
    else assignment?.add(marksToSplitBy(row, await hashesOf(row, pixelHash), data));
  }
  return assignment?.splits() ?? splits;
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
