import { ApplicationFailure } from '@temporalio/workflow';
import type { Rejected } from '../domain/run/approval.ts';
import type { FailureType, RunInput, RunPlan } from '../domain/run/run.ts';
import type { Story } from './story.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

/** Waits, where the spec wants it, until a person has approved what the run will take: nothing is paid before. */
export async function requireApproval(run: RunInput, plan: RunPlan, { stage, decided }: Story): Promise<void> {
  if (!plan.approval) return;
  const { quick } = activitiesFor(run.settings);
  await stage('approval', async () => {
    const asked = await quick.askApproval({ run, plan });
    if (!asked) return;
    const decision = await decided(asked);
    if (!decision) throw notApproved(waitedInVain(run), run);
    await quick.recordDecision({ run, decision });
    if (!decision.approved) throw notApproved(rejectedText(decision), run);
  });
}

function rejectedText({ reason, by = 'somebody' }: Rejected): string {
  return `${by} did not approve the estimate: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`;
}

function waitedInVain({ schedule }: RunInput): string {
  const waited = Math.round((schedule?.blockedFor ?? 0) / 1000);
  return `nobody approved the estimate within ${waited} s (limits.blockedFor).`;
}

function notApproved(why: string, { revision }: RunInput): ApplicationFailure {
  const message = `${why} ${revision === 1 ? 'Nothing was paid.' : 'Nothing more was paid.'}`;
  return ApplicationFailure.nonRetryable(message, 'NotApproved' satisfies FailureType);
}
