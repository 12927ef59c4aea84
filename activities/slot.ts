import { endOf } from '../domain/report/words/notices.ts';
import type { RunInput, RunWorkflow } from '../domain/run/run.ts';
import { type SearchedBy, searchedBy, storyOf } from '../domain/run/story.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { beginRun } from '../runs/begin-run.ts';
import { findCleaned } from '../runs/cleaning/cleaned.ts';
import { readJson } from '../runs/json.ts';
import { openRun } from '../runs/open-run.ts';
import { RunError } from '../runs/run-error.ts';
import { findSchedule, scheduledRuns } from '../runs/schedules.ts';
import { withTunedModels } from '../runs/tuned-models.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';

export interface SlotActivityInput {
  run: Pick<RunInput, 'runId' | 'storeId'>;
  schedule: string;
  /** ISO 8601 in UTC, to the second. */
  slot: string;
}

/** The run of a slot, yet to be started. */
export interface BegunSlot {
  workflow: RunWorkflow;
  input: RunInput;
  story: ReturnType<typeof storyOf>;
  by: SearchedBy;
}

export function slotActivities({ store }: { store: ArtifactStore }) {
  return {
    /**
     * Stores all that the run of a slot starts from, as the schedule stands now, or takes what is there of an earlier
     * beginning. Undefined where it has ended with a report, or was cleaned away: the server may have forgotten it.
     */
    beginSlot: ({ run: { runId }, schedule: id, slot }: SlotActivityInput): Promise<BegunSlot | undefined> =>
      reportingAlive(async () => {
        const run = openRun(store, runId);
        const [earlier] = await run.records();
        if (earlier && earlier.input.schedule?.id !== id) {
          throw finalFailure('BadInput', `run ${runId} was started by a person, and this slot cannot have its id`);
        }
        if ((await findCleaned(store, runId)) || (await run.report())) return undefined;
        const { workflow, input } = earlier ?? (await begin(store, id, runId, slot));
        const spec = await readJson<RunSpec>(store, input.spec);
        return { workflow, input, story: storyOf(spec, input), by: searchedBy(spec) };
      }),

    /** The run of the slot before, if that one was incomplete, too. */
    incompleteBefore: ({ schedule, slot }: SlotActivityInput): Promise<string | undefined> =>
      reportingAlive(async () => {
        const earlier = (await scheduledRuns(store, schedule)).filter((run) => run.slot < slot);
        for (const { runId } of earlier.reverse()) {
          const stored = await openRun(store, runId).report();
          if (stored) return endOf(stored.report).outcome === 'incomplete' ? runId : undefined;
        }
        return undefined;
      }),
  };
}

async function begin(store: ArtifactStore, id: string, runId: string, slot: string) {
  const schedule = await findSchedule(store, id);
  if (!schedule) throw finalFailure('Unexpected', `there is no schedule ${JSON.stringify(id)} in this store`);
  if (schedule.deletedAt !== undefined) {
    throw finalFailure('BadInput', `schedule ${id} was deleted before a worker came to this slot: it starts nothing`);
  }
  const { spec, workflow, settings, searchAttributes, origins, blockedFor, data } = schedule;
  try {
    return await beginRun(store, await withTunedModels(store, await readJson<RunSpec>(store, spec), runId), {
      runId,
      workflow,
      settings,
      searchAttributes,
      ...(origins && { origins }),
      schedule: { id, slot, blockedFor, ...(data && { data }) },
    });
  } catch (error) {
    throw error instanceof RunError ? finalFailure('BadInput', error.message) : error;
  }
}
