import type { WorkflowHandle } from '@temporalio/client';
import type { Answer } from '../../domain/answering/answer.ts';
import type { Rating } from '../../domain/grading/rating.ts';
import type { Settings } from '../../domain/run/plan.ts';
import type { Progress, RunInput, RunResult } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { defaultPatience } from '../../providers/patience.ts';
import { keys } from '../../runs/keys.ts';
import { progressQuery, taskQueue } from '../../workflows/contract.ts';
import type { FaultySandbox } from './faulty-sandbox.ts';
import { type Harness, quickSettings, type WorkerOptions } from './harness.ts';

export type Handle = WorkflowHandle<(run: RunInput) => Promise<RunResult>>;

/** Three covers to train and three to test, with five questions each. */
export const rows = 15;
export const faultySpec: RunSpecInput = {
  name: 'errors',
  data: { source: { train: 'train.parquet', test: 'test.parquet' }, take: { train: 3, test: 3 } },
  prompt: { system: 'Answer with the conclusion only.' },
  candidates: { echo: { model: 'echo-0' } },
  limits: { reuseAnswers: false, failedSamples: 0.5 },
};

/** The sandbox's judge of two labels, asked about everything. */
export const sandboxJudge: RunSpecInput['judge'] = {
  model: 'sandbox-judge',
  samples: 'all',
  rubric: {
    instructions: 'Rate how close the answer is.',
    labels: [
      { name: 'Right', meaning: 'the same' },
      { name: 'Wrong', meaning: 'anything else' },
    ],
  },
};

// A test waits for no longer than it must.
export const patience = { ...defaultPatience, firstWait: 5, longestWait: 20, failures: 2, strikes: 2 };

/** Starts runs against a sandbox that misbehaves, and sees how they end. */
export function faultyRuns(harness: Harness, sandbox: FaultySandbox) {
  let runs = 0;

  const withWorker = <T>(work: () => Promise<T>, options: WorkerOptions = {}) =>
    harness.withWorker(sandbox.provider, work, { patience, ...options });

  /** Fine-tunes when the spec does. */
  async function start(spec: RunSpecInput, settings: Partial<Settings> = {}): Promise<Handle> {
    const runId = `errors-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;
    const run = await harness.inputFor(runId, spec, { settings: { ...quickSettings, ...settings } });
    const workflow = spec.fineTune ? 'fineTuneAndEvaluate' : 'evaluateCandidates';
    return harness.client.workflow.start<(run: RunInput) => Promise<RunResult>>(workflow, {
      workflowId: runId,
      taskQueue,
      args: [run],
    });
  }

  async function endOf(spec: RunSpecInput, settings: Partial<Settings> = {}): Promise<RunResult & { runId: string }> {
    return withWorker(async () => {
      const handle = await start(spec, settings);
      return { ...(await handle.result()), runId: handle.workflowId };
    });
  }

  /** Of a run that cannot go on, the innermost cause. */
  async function failureOf(spec: RunSpecInput, settings: Partial<Settings> = {}): Promise<unknown> {
    let cause: unknown = await endOf(spec, settings).then(
      ({ outcome }) => new Error(`the run ended ${outcome}`),
      (error) => error,
    );
    while (hasCause(cause)) cause = cause.cause;
    return cause;
  }

  async function linesOf<T>(folder: string): Promise<T[]> {
    const lines: T[] = [];
    for (const key of await harness.store.list(folder)) {
      const ref = key.endsWith('.jsonl') && (await harness.store.find(key));
      if (ref) for await (const line of harness.store.readLines<T>(ref)) lines.push(line);
    }
    return lines;
  }

  return {
    withWorker,
    start,
    endOf,
    failureOf,
    answersOf: (runId: string) => linesOf<Answer>(`${keys.run(runId)}answers`),
    ratingsOf: (runId: string) => linesOf<Rating>(`${keys.run(runId)}revisions/1/ratings`),
  };
}

export type FaultyRuns = ReturnType<typeof faultyRuns>;

/** Looks at a run until something holds of it. */
export async function until(handle: Pick<Handle, 'query'>, holds: (progress: Progress) => boolean): Promise<Progress> {
  for (;;) {
    const progress = await handle.query(progressQuery);
    if (holds(progress)) return progress;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function hasCause(error: unknown): error is Error & { cause: Error } {
  return error instanceof Error && error.cause instanceof Error;
}
