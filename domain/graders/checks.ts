import { rules } from '../grading.ts';
import type { RunSpec } from '../run-spec.ts';
import type { Finding } from '../spec-issues.ts';

/** What is wrong with the names of graders, and with the metric of the verdict. */
export function checkGraders({ graders, verdict }: RunSpec): Finding[] {
  const taken = Object.keys(graders)
    .filter((name) => (rules as readonly string[]).includes(name))
    .map((name) => ({
      path: ['graders', name],
      message: `the rule "${name}" is always there. Choose another name.`,
    }));
  return [...taken, ...(verdict ? checkMetric(verdict.metric, ['verdict', 'metric'], graders) : [])];
}

/** Finds a metric that cannot decide a comparison. */
export function checkMetric(metric: string, path: readonly PropertyKey[], graders: RunSpec['graders']): Finding[] {
  const known = ['exact', 'normalised', ...Object.keys(graders)];
  if (metric === 'contains') return [{ path, message: `"contains" is shown and never decides. ${thereAre(known)}` }];
  return known.includes(metric)
    ? []
    : [{ path, message: `no rule or grader is called "${metric}". ${thereAre(known)}` }];
}

function thereAre(known: readonly string[]): string {
  return `There are: ${known.join(', ')}.`;
}
