import { otherSlice } from '../data/slice-rules.ts';
import { answerDimension } from '../data/slices.ts';
import { checkMetric } from '../grading/graders/checks.ts';
import type { ComparisonSpec, RunSpec, VerdictSpec } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';

/** What is wrong with the comparisons of a spec: names that nothing carries, and a comparison that stands there twice. */
export function checkComparisons(spec: RunSpec): Finding[] {
  const { verdict, comparisons } = spec;
  const further = comparisons.flatMap((one, index) => checkComparison(one, ['comparisons', index], spec));
  if (!verdict) {
    const message = 'are further ones beside the one that decides, and the spec has no verdict. Name that first.';
    return comparisons.length > 0 ? [{ path: ['comparisons'], message }, ...further] : [];
  }
  return [
    ...checkComparison(verdict, ['verdict'], spec),
    ...checkDemand(verdict),
    ...further,
    ...checkRepeated(verdict.metric, spec),
  ];
}

function checkComparison(
  { compare, against, metric, slice }: ComparisonSpec,
  path: readonly PropertyKey[],
  { candidates, data, graders }: RunSpec,
): Finding[] {
  const names = Object.keys(candidates);
  const unknown = Object.entries({ compare, against })
    .filter(([, name]) => !names.includes(name))
    .map(([role, name]) => ({
      path: [...path, role],
      message: `no candidate is called "${name}". There are: ${names.join(', ')}.`,
    }));
  const same =
    compare === against ? [{ path: [...path, 'against'], message: 'expected another candidate than compare' }] : [];
  const empty =
    slice && Object.keys(slice).length === 0
      ? [{ path: [...path, 'slice'], message: 'expected a dimension and a slice, such as { answer: open }' }]
      : [];
  const slices = Object.entries(slice ?? {}).flatMap(([dimension, name]) =>
    checkSlice(dimension, name, [...path, 'slice', dimension], data),
  );
  const metrics = metric === undefined ? [] : checkMetric(metric, [...path, 'metric'], graders);
  return [...unknown, ...same, ...metrics, ...empty, ...slices];
}

function checkDemand({ demand, margin }: VerdictSpec): Finding[] {
  if (demand === undefined || (demand === 'not-worse') === (margin !== undefined)) return [];
  const message =
    margin === undefined
      ? 'not-worse is a verdict only with verdict.margin. Add it, or demand better or equivalent.'
      : `with verdict.margin the verdict is never ${demand}. Demand not-worse, or leave the margin out.`;
  return [{ path: ['verdict', 'demand'], message }];
}

function checkSlice(
  dimension: string,
  name: string,
  path: readonly PropertyKey[],
  { slices }: RunSpec['data'],
): Finding[] {
  const rules = Object.hasOwn(slices, dimension) ? slices[dimension] : undefined;
  if (dimension !== answerDimension && !rules) {
    const known = [answerDimension, ...Object.keys(slices)].join(', ');
    return [{ path, message: `no such dimension. There are: ${known}.` }];
  }
  if (rules && !Array.isArray(rules)) return [];
  const names = Array.isArray(rules) ? [...rules.map((rule) => rule.name), otherSlice] : ['open', 'closed'];
  return names.includes(name)
    ? []
    : [{ path, message: `no slice is called "${name}". There are: ${[...new Set(names)].join(', ')}.` }];
}

/** The same two candidates by the same metric on the same samples are one comparison, whichever is named first. */
function checkRepeated(metric: string, { verdict, comparisons }: RunSpec): Finding[] {
  const identities = [verdict, ...comparisons].map((one) => one && identityOf(one, metric));
  return comparisons.flatMap((_, index) => {
    const first = identities.indexOf(identities[index + 1]);
    if (first > index) return [];
    const name = first === 0 ? 'verdict' : `comparisons[${first - 1}]`;
    const message = `compares the same candidates by the same metric on the same samples as ${name}. Leave it out.`;
    return [{ path: ['comparisons', index], message }];
  });
}

function identityOf({ compare, against, metric, slice = {} }: ComparisonSpec, fallback: string): string {
  return JSON.stringify([[compare, against].sort(), metric ?? fallback, Object.entries(slice).sort()]);
}
