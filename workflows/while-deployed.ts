import { CancellationScope, log } from '@temporalio/workflow';
import type { RunInput, RunPlan, TunedModel } from '../domain/run/run.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

/**
 * Uses the tuned model while it is deployed, where its provider serves it only so. A deployment costs for as long as it
 * is there, so it is released however the use ends; who begins again deploys again.
 */
export async function whileDeployed<T>(
  run: RunInput,
  plan: RunPlan,
  tuned: TunedModel | undefined,
  use: (servedAs?: string) => Promise<T>,
): Promise<T> {
  if (!plan.deploys || !tuned) return await use();
  const { waiting } = activitiesFor(run.settings);
  try {
    return await use(await waiting.deployModel({ run, model: tuned.model }));
  } finally {
    await CancellationScope.nonCancellable(() => release(run));
  }
}

async function release(run: RunInput): Promise<void> {
  const { cleaningUp } = activitiesFor(run.settings);
  try {
    await cleaningUp.releaseModel({ run });
  } catch (error) {
    log.error('The deployment could not be released: end it at the provider', { error });
  }
}
