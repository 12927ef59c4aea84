import type { Settings } from '../../domain/plan.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/run-spec.ts';
import { quickSettings, smallSpec } from '../integration/harness.ts';

/** The most calls in flight. */
export const inFlight = 8;

/** A whole run over a few covers, with models that the sandbox really has. */
export const smallRun = RunSpecSchema.parse({
  ...smallSpec,
  data: { ...smallSpec.data, take: { train: 8, test: 8 } },
  fineTune: { model: 'gpt-4o-2024-08-06' },
  candidates: { base: { model: 'gpt-4o-2024-08-06' }, tuned: { model: 'tuned' } },
  judge: { ...smallSpec.judge, model: 'sandbox-judge' },
  limits: { concurrency: inFlight, reuseAnswers: false },
}) as RunSpec;

/** A killed worker is missed after two seconds. */
export const smallRunSettings: Settings = { ...quickSettings, heartbeatTimeout: 2000, jobPollInterval: 200 };
