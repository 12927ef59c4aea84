import { createHash } from 'node:crypto';
import { providerOfCandidate } from '../cost/prices.ts';
import { modelGradersOf } from '../grading/graders/spec-graders.ts';
import type { Metric } from '../grading/grading.ts';
import { raterName } from '../grading/rating.ts';
import { parametersByWho } from '../models/asked.ts';
import type { Report } from '../report/report-schema.ts';
import { type RunSpec, verdictDefaults } from '../spec/run-spec.ts';
import { servedModel } from '../verdict/looks.ts';
import type { SegmentKey } from './segments.ts';

/** What is followed over the runs of a schedule: what its spec's verdict is about. */
export interface Followed {
  candidate: string;
  metric: Metric;
  slice?: Readonly<Record<string, string>>;
  alpha: number;
}

/** Of a spec without a verdict its first candidate, by the metric that verdicts have unless they name another. */
export function followedIn({ verdict, candidates }: RunSpec): Followed {
  const { metric, alpha, slice } = verdict ?? verdictDefaults();
  const candidate = verdict?.compare ?? Object.keys(candidates)[0] ?? '';
  return { candidate, metric, alpha, ...(slice && { slice }) };
}

/** Models as their provider named them, and its names for the configurations that answered. */
export interface NamedModels {
  models: readonly string[];
  fingerprints: readonly string[];
}

/** Who answered as a candidate or a rater of a run. */
export function namedModels({ execution }: Pick<Report, 'execution'>, who: string): NamedModels {
  const account = execution.calls.find((calls) => calls.who === who);
  if (!account) return { models: [], fingerprints: [] };
  const { model, models, fingerprints } = account;
  return { models: models.length > 0 ? [...models].sort() : [model], fingerprints };
}

/** What a spec alone says of a segment. */
export type SpecParts = Pick<SegmentKey, 'requested' | 'setup' | 'graders'>;

/** The parts of a segment's key that a person decides by the spec. */
export function specParts(spec: RunSpec, { candidate, metric, slice }: Followed): SpecParts {
  const { model = '', tunedBy: _, ...asked } = spec.candidates[candidate] ?? {};
  const provider = providerOfCandidate(spec, candidate);
  return {
    requested: JSON.stringify([provider, spec.providers[provider]?.baseUrl, model]),
    setup: hashOf([asked, parametersByWho(spec).get(candidate), spec.prompt, spec.repeats]),
    graders: hashOf([metric, spec.graders[metric], slice]),
  };
}

/** What else than time may have changed from one run to another; `testSet` is a hash of what was asked. */
export function segmentKey(
  spec: RunSpec,
  report: Pick<Report, 'execution'>,
  followed: Followed,
  testSet: string,
): SegmentKey {
  const { models } = namedModels(report, followed.candidate);
  return {
    ...specParts(spec, followed),
    models: servedModel(spec, followed.candidate, models.join(', '), report.execution.providers ?? {}),
    judges: judgesOf(spec, report, followed.metric),
    testSet,
  };
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The judge's models, where a model gives the metric. */
function judgesOf(spec: RunSpec, report: Pick<Report, 'execution'>, metric: Metric): string {
  const isModel = modelGradersOf(spec).some(({ name }) => name === metric);
  return isModel ? namedModels(report, raterName(metric)).models.join(', ') : '';
}
