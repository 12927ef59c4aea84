import { fileURLToPath } from 'node:url';
import { loadSpec } from '../../client/program/spec-file.ts';
import { defaultSettings, type Settings } from '../../domain/run/plan.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { smallSpec } from '../integration/harness.ts';

/** A run to disturb. */
export interface Subject {
  spec: RunSpec;
  settings: Settings;
  /** What the sandbox takes for a chat call, and lets a job wait, in milliseconds. */
  slow: { chat: number; job: number };
}

/** As little waiting as a busy machine allows: a killed worker is missed after ten seconds. */
const settings: Settings = {
  ...defaultSettings,
  shardRows: 20,
  jobPollInterval: 1000,
  adoptionWait: 3000,
  heartbeatTimeout: 10_000,
  retryInterval: 200,
};

/** The run of `tempera demo`: sixty covers, 100 questions to two candidates, a judge. */
export async function demoSubject(): Promise<Subject> {
  const file = fileURLToPath(new URL('../../examples/demo/demo.yaml', import.meta.url));
  return { spec: await loadSpec(file), settings, slow: { chat: 100, job: 6000 } };
}

/** The same in little: 8 covers to train, 40 questions. */
export const smallSubject: Subject = {
  spec: RunSpecSchema.parse({
    ...smallSpec,
    data: {
      ...smallSpec.data,
      source: { train: 'covers/train.parquet', test: 'covers/test.parquet' },
      take: { train: 8, test: 8 },
    },
    fineTune: { model: 'gpt-4o-2024-08-06' },
    candidates: { base: { model: 'gpt-4o-2024-08-06' }, tuned: { model: 'tuned' } },
    judge: { ...smallSpec.judge, model: 'sandbox-judge' },
    limits: { concurrency: 8, reuseAnswers: false },
  }) as RunSpec,
  settings: { ...settings, heartbeatTimeout: 4000, adoptionWait: 1000 },
  slow: { chat: 60, job: 3000 },
};
