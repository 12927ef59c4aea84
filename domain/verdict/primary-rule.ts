import { createHash } from 'node:crypto';
import type { RunSpec } from '../spec/run-spec.ts';
import { demandOf } from './gate.ts';

/**
 * The primary comparison of a spec in phrases, which are equal only for equal rules; `modelOf` tells which model a
 * candidate was. Everything by which one could choose a verdict after looking is in it; undefined without a verdict.
 */
export function primaryRuleOf(spec: RunSpec, modelOf: (candidate: string) => string): string[] | undefined {
  if (!spec.verdict) return undefined;
  const { compare, against, metric, slice, minimumEffect, margin, alpha } = spec.verdict;
  const who = (name: string) => {
    const { images, examples } = spec.candidates[name] ?? {};
    return [modelOf(name), ...(images ? [] : ['without images']), ...(examples ? [] : ['without examples'])].join(' ');
  };
  return [
    `${who(compare)} against ${who(against)}`,
    `by ${metric}${definition(spec.graders[metric])}`,
    ...Object.entries(slice ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([dimension, value]) => `where ${dimension} is ${value}${definition(spec.data.slices[dimension])}`),
    margin === undefined ? `minimum effect ${minimumEffect}` : `margin ${margin}`,
    `alpha ${alpha}${shared(spec)}`,
    `${demandOf(spec.verdict)} demanded`,
  ];
}

/** What an earlier rule and a later one do not have in common, each in words. */
export function ruleChange(earlier: readonly string[], later: readonly string[]): string {
  const lacking = (part: readonly string[], all: readonly string[]) =>
    part.filter((phrase) => !all.includes(phrase)).join(', ') || 'without that';
  return `${lacking(earlier, later)}; here ${lacking(later, earlier)}`;
}

/** Further comparisons widen the interval of the primary one: who names fewer of them after looking has another rule. */
function shared({ comparisons }: RunSpec): string {
  return comparisons.length === 0 ? '' : ` shared by ${1 + comparisons.length} comparisons`;
}

/** Tells graders and dimensions of one name apart by what they are. */
function definition(what: object | undefined): string {
  if (what === undefined) return '';
  const digest = createHash('sha256').update(JSON.stringify(what)).digest('hex');
  return ` (definition ${digest.slice(0, 8)})`;
}
