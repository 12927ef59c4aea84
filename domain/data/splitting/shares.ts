import { createHash } from 'node:crypto';
import type { SplitRuleSpec } from '../../spec/split-spec.ts';
import { type Split, splits } from '../sample.ts';
import { componentsOf } from './components.ts';

type Shares = Extract<SplitRuleSpec, { shares: unknown }>;

/**
 * The split of each row: a component goes as a whole where a hash of the seed and its first row's first mark falls, so that
 * rows that are added move nothing. Who joins two components moves the later one.
 */
export function assignByShares(marksOfRows: readonly (readonly string[])[], rule: Shares): Split[] {
  const firstRows = componentsOf(marksOfRows);
  return firstRows.map((row) => splitAt(placeOf(rule.seed, marksOfRows[row]?.[0] ?? ''), rule));
}

/** Where a mark falls between 0 and 1. */
function placeOf(seed: number, mark: string): number {
  const digest = createHash('sha256').update(`${seed} ${mark}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

function splitAt(place: number, { shares }: Shares): Split {
  const taken = splits.flatMap((split) =>
    split === 'unlabelled' || !shares[split] ? [] : { split, share: shares[split] },
  );
  let end = 0;
  for (const { split, share } of taken) {
    end += share;
    if (place < end) return split;
  }
  return taken.at(-1)?.split ?? 'train';
}
