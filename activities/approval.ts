import { activityInfo } from '@temporalio/activity';
import type { Estimate } from '../domain/cost/estimate-schema.ts';
import { estimateLines } from '../domain/cost/estimate-words.ts';
import { risenSince } from '../domain/cost/risen.ts';
import type { AskedApproval, Decision } from '../domain/run/approval.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import { estimateOf } from '../preparing/estimate.ts';
import { openFetchedImages } from '../preparing/fetched-images.ts';
import { approvalEvents, approvalsIn, estimateAsked, recordApproval } from '../runs/approvals.ts';
import { publishJson, readIfThere, readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import type { DataPin } from '../runs/pin.ts';
import { InputError } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { readSpec } from './run-files.ts';

interface World {
  store: ArtifactStore;
  dataDirectory: string;
}

export function approvalActivities(world: World) {
  const { store } = world;
  return {
    /** Estimates what the run will take, and asks for approval of it; undefined when as much was approved before. */
    askApproval: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<AskedApproval | undefined> =>
      reportingAlive(async () => {
        const ref = await findOrEstimate(world, run, plan);
        const estimate = await readJson<Estimate>(store, ref);
        const risen = await leastRisen(store, run, estimate);
        if (risen?.length === 0) return undefined;
        await recordApproval(store, run.runId, { event: 'asked', ...occasion(run), estimate: ref });
        return { estimate: ref.sha256, lines: estimateLines(estimate), risen: risen ?? [] };
      }),

    /** Keeps who decided what. */
    recordDecision: ({ run, decision }: { run: RunInput; decision: Decision }): Promise<void> =>
      reportingAlive(async () => {
        const asked = estimateAsked(await approvalEvents(store, run.runId), run.revision);
        // An attempt before this one may have written it down.
        if (asked) await recordApproval(store, run.runId, { ...occasion(run), estimate: asked, ...eventOf(decision) });
      }),
  };
}

function occasion({ revision }: RunInput) {
  return { at: new Date(activityInfo().scheduledTimestampMs).toISOString(), revision };
}

function eventOf(decision: Decision) {
  if (decision.approved) return { event: 'approved' as const, by: decision.by };
  const { by, reason } = decision;
  return { event: 'rejected' as const, reason, ...(by !== undefined && { by }) };
}

/** The estimate that was said when the run was begun, or else one that is made now, once an execution. */
async function findOrEstimate(world: World, run: RunInput, plan: RunPlan): Promise<ArtifactRef> {
  const { store } = world;
  const key = keys.estimate(run.runId, run.revision);
  const known = await store.find(key);
  if (known) return known;
  try {
    return await publishJson(store, key, await estimateNow(world, run, plan));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Who rates or reports anew reads nothing of the sources, which may be gone by then.
    const earlier = await newestEstimate(store, run);
    if (earlier) return earlier;
    throw finalFailure('BadInput', error.message);
  }
}

async function estimateNow({ store, dataDirectory }: World, run: RunInput, plan: RunPlan): Promise<Estimate> {
  const spec = await readSpec(store, run);
  const pin = await readIfThere<DataPin>(store, keys.dataPin(run.runId));
  const fetched = openFetchedImages({ store, data: spec.data });
  await fetched.recall(keys.run(run.runId));
  const planned = new Set(plan.candidates.map(({ name }) => name));
  return estimateOf(
    spec,
    { store, dataDirectory, fetched },
    {
      fineTunes: plan.fineTune !== undefined,
      leftOut: Object.keys(spec.candidates).filter((name) => !planned.has(name)),
      limit: run.limit,
      captures: run.captures,
      pin,
    },
  );
}

async function newestEstimate(store: ArtifactStore, { runId, revision }: RunInput): Promise<ArtifactRef | undefined> {
  for (let earlier = revision - 1; earlier > 0; earlier--) {
    const found = await store.find(keys.estimate(runId, earlier));
    if (found) return found;
  }
  return undefined;
}

/** Says in what an estimate is higher than the approved one that it is least above; undefined when none was approved. */
async function leastRisen(store: ArtifactStore, { runId }: RunInput, now: Estimate): Promise<string[] | undefined> {
  let least: string[] | undefined;
  for (const { estimate } of approvalsIn(await approvalEvents(store, runId))) {
    const risen = risenSince(await readJson<Estimate>(store, estimate), now);
    if (!least || risen.length < least.length) least = risen;
  }
  return least;
}
