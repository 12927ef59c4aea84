import type { DataSpec } from '../../spec/run-spec.ts';
import type { SplitRuleSpec } from '../../spec/split-spec.ts';
import { type Split, splits } from '../sample.ts';

/** The splits that a rule makes. */
export function splitsMade(rule: SplitRuleSpec): Split[] {
  if ('shares' in rule) return splits.filter((split) => split !== 'unlabelled' && (rule.shares[split] ?? 0) > 0);
  return splits.filter((split) => (rule.values ? rule.values[split] !== undefined : split !== 'unlabelled'));
}

/** Whether a data set has a split, in files of its own or among the rows that are split. */
export function hasSplit({ source, split: rule }: Pick<DataSpec, 'source' | 'split'>, split: Split): boolean {
  return source[split] !== undefined || (rule !== undefined && splitsMade(rule).includes(split));
}

/** The files that hold a split. */
export function filesOf({ source }: Pick<DataSpec, 'source'>, split: Split): string | undefined {
  return source[split] ?? source.all;
}

/** What other data sets call the splits. */
const aliases: Readonly<Record<string, Split>> = {
  training: 'train',
  val: 'validation',
  valid: 'validation',
  dev: 'validation',
};

/** The split that a value of the column names; undefined when none does. Letter case matters only where the spec gives the values. */
export function splitNamed({ values }: Extract<SplitRuleSpec, { column: string }>, value: string): Split | undefined {
  if (values) return splits.find((split) => [values[split]].flat().includes(value));
  return splitCalled(value);
}

/** The split that a word names, whatever its letter case. */
export function splitCalled(word: string): Split | undefined {
  const name = word.toLowerCase();
  return aliases[name] ?? splits.find((split) => split === name);
}
