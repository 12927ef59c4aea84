import { isCancellation, TemporalFailure } from '@temporalio/workflow';
import type { NotifyEvent } from '../domain/notify/notify.ts';
import type { CaptureResult, RunInput, RunResult } from '../domain/run/run.ts';
import { announce, announceFall } from './announce.ts';

/** Has somebody told how a run ends, where its spec wants that. Who cancels a run knows. */
export function endingIsTold<Result extends RunResult | CaptureResult>(
  workflow: (run: RunInput) => Promise<Result>,
): (run: RunInput) => Promise<Result> {
  return async (run) => {
    try {
      const result = await workflow(run);
      await announceEnd(run, result);
      if (result.outcome === 'done') await announceFall(run);
      return result;
    } catch (error) {
      // Anything else is a mistake of ours, after which the run goes on once it has been mended.
      const hasFailed = error instanceof TemporalFailure && !isCancellation(error);
      if (hasFailed && run.notify?.on.includes('failed'))
        await announce(run, 'end', { event: 'failed', reason: innermost(error).message });
      throw error;
    }
  };
}

async function announceEnd(run: RunInput, result: RunResult | CaptureResult): Promise<void> {
  const { outcome, verdict, notice }: Pick<RunResult, 'outcome' | 'verdict' | 'notice'> = result;
  const events = eventsOf(outcome, verdict);
  if (!events.some((event) => run.notify?.on.includes(event))) return;
  const [event] = events;
  await announce(run, 'end', { event, outcome, ...(verdict && { verdict }), ...(notice && { notice }) });
}

/** What an end is, the most telling first. */
export function eventsOf(
  outcome: RunResult['outcome'],
  verdict: RunResult['verdict'],
): [NotifyEvent, ...NotifyEvent[]] {
  if (outcome === 'incomplete') return ['failed'];
  return verdict === 'worse' ? ['worse', 'done'] : ['done'];
}

function innermost(error: Error): Error {
  let inner = error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner;
}
