import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { CaptureResult, RunResult } from '../../domain/run/run.ts';
import type { AnswersToGrade } from '../../runs/graded-samples.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { type FindFallInput, findFall } from './find-fall.ts';
import { measureAnswers } from './measure-answers.ts';
import { type WriteCaptureInput, writeCapture } from './write-capture.ts';
import { type WriteReportInput, writeReport } from './write-report.ts';

/** Work that computes for long, by name: it goes on in a thread of its own, which knows the store's location only. */
export interface HeavyWork {
  measure: { input: AnswersToGrade; result: ArtifactRef };
  writeReport: { input: WriteReportInput; result: RunResult };
  writeCapture: { input: WriteCaptureInput; result: CaptureResult };
  findFall: { input: FindFallInput; result: { sentence?: string } };
}

export type HeavyName = keyof HeavyWork;

/** Does heavy work somewhere; once told to stop it ends early, where it can. */
export type Heavy = <N extends HeavyName>(
  name: N,
  input: HeavyWork[N]['input'],
  tick: (done: number) => void,
  stop: AbortSignal,
) => Promise<HeavyWork[N]['result']>;

/** Does it in this thread, as a test or a bench likes it. */
export function here(store: ArtifactStore, now?: () => Date): Heavy {
  return async (name, input, tick) => {
    let done = 0;
    return carryOut[name](store, input, () => tick(++done), now);
  };
}

const carryOut: {
  [N in HeavyName]: (
    store: ArtifactStore,
    input: HeavyWork[N]['input'],
    tick: () => void,
    now?: () => Date,
  ) => Promise<HeavyWork[N]['result']>;
} = { measure: measureAnswers, writeReport, writeCapture, findFall };
