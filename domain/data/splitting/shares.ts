import { hash } from 'node:crypto';
import type { SplitRuleSpec } from '../../spec/split-spec.ts';
import { openNumberList } from '../number-list.ts';
import { type Split, splits } from '../sample.ts';
import { openComponents } from './components.ts';

type Shares = Extract<SplitRuleSpec, { shares: unknown }>;

/** Assigns rows to splits while they stream by. */
export interface Assignment {
  /** The next row, by its marks, the widest first. */
  add(marks: readonly string[]): void;
  /** The split of each row. */
  splits(): Iterable<Split>;
}

/**
 * Assigns a component as a whole to where a hash of the seed and its first row's first mark falls, so that rows that are
 * added move nothing. Who joins two components moves the later one.
 */
export function openAssignment(rule: Shares): Assignment {
  const components = openComponents();
  const places = openNumberList(Float64Array);
  return {
    add(marks) {
      // Where a row falls that belongs to an earlier one is never asked.
      const isFirst = components.add(marks);
      places.push(isFirst ? placeOf(`${rule.seed} ${marks[0] ?? ''}`) : 0);
    },
    *splits() {
      const at = places.all();
      for (const row of components.firstRows()) yield splitAt(at[row] ?? 0, rule);
    },
  };
}

/** Where a text falls between 0 and 1. */
function placeOf(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 12), 16) / 2 ** 48;
}

/** The split at a place between 0 and 1. */
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
