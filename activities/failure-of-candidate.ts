import { activityInfo } from '@temporalio/activity';
import type { Problem } from '../domain/answering/problem.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { CandidateSpec } from '../domain/spec/run-spec.ts';
import { failureOfProblem, finalFailure, passingFailure } from './failures.ts';

/** What a problem that concerns all samples means to a candidate: a model just tuned may take a while to be served. */
export function failureOfCandidate(
  problem: Problem,
  { settings }: RunInput,
  model: string,
  candidate: Pick<CandidateSpec, 'model'>,
): Error {
  if (problem.action !== 'missing') return failureOfProblem(problem);
  // Both by the server's clock, which no worker's need agree with.
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  const waited = currentAttemptScheduledTimestampMs - scheduledTimestampMs;
  const mayAppear = candidate.model === 'tuned' && waited < settings.newModelWait;
  const text = `model "${model}" is not served: ${problem.message}`;
  return mayAppear ? passingFailure('ModelMissing', text) : finalFailure('ModelMissing', text);
}
