import { cancellationSignal } from '@temporalio/activity';
import { messageOf } from '../domain/notify/message.ts';
import type { Notify } from '../domain/notify/notify.ts';
import type { Occasion } from '../domain/notify/occasion.ts';
import type { RunInput } from '../domain/run/run.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { passingFailure } from './failures.ts';
import { alongside } from './heavy/alongside.ts';
import { type Heavy, here } from './heavy/heavy.ts';
import { createWebhooks, WebhookError, type Webhooks } from './webhook.ts';

/** A run of which somebody wants to be told. */
export type ToldRun = RunInput & { notify: Notify };

export interface SendInput {
  run: ToldRun;
  occasion: Occasion;
  /** The same for each attempt. */
  id: string;
  /** ISO 8601, UTC. */
  at: string;
}

export function tellActivities({
  store,
  webhooks = createWebhooks({}),
  heavy = here(store),
}: {
  store: ArtifactStore;
  webhooks?: Webhooks;
  heavy?: Heavy;
}) {
  return {
    /** What the trend of a run's schedule says, if this run's look has found that it gets worse. */
    findFall: ({ run: { runId, schedule } }: Pick<SendInput, 'run'>): Promise<{ sentence?: string }> =>
      schedule ? alongside(heavy, 'findFall', { schedule: schedule.id, runId }, 1) : Promise.resolve({}),

    /** Posts once what happened to a run; whatever goes wrong may pass. */
    async sendWebhook({ run, occasion, id, at }: SendInput): Promise<void> {
      const report = store.whereIs(keys.report(run.runId, run.revision, 'report.html'));
      const body = messageOf(run, occasion, { at, report });
      try {
        await webhooks.post(run.notify, { id, body, signal: cancellationSignal() });
      } catch (error) {
        throw error instanceof WebhookError ? passingFailure('NotTold', error.message, error.wait) : error;
      }
    },
  };
}
