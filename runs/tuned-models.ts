import type { RunSpec } from '../domain/spec/run-spec.ts';
import { modelWanted } from '../domain/spec/tuned-by.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { openRun } from './open-run.ts';
import { type RunRecord, recordedRunIds } from './record.ts';
import { RunError } from './run-error.ts';
import { unlessBroken } from './unless-broken.ts';

/**
 * A spec whose candidates name their models: one that is `tunedBy` another spec is the tuned model of that one's newest
 * done run, or what an earlier beginning of the run itself has found.
 * @throws {RunError} there is no such run
 */
export async function withTunedModels(store: ArtifactStore, spec: RunSpec, runId?: string): Promise<RunSpec> {
  const wanted = Object.entries(spec.candidates).filter(([, candidate]) => modelWanted(candidate) !== undefined);
  if (wanted.length === 0) return spec;
  const begun = runId === undefined ? undefined : await openRun(store, runId).spec();
  const candidates = { ...spec.candidates };
  for (const [name, candidate] of wanted) {
    const before = begun?.candidates[name];
    const isSame = before?.tunedBy?.spec === candidate.tunedBy?.spec;
    const model = before && isSame ? before.model : await requireTuned(store, name, modelWanted(candidate) ?? '');
    candidates[name] = { ...candidate, model };
  }
  return { ...spec, candidates };
}

/** The runs whose tuned models a spec would find now. */
export async function tunedRunsFor(store: ArtifactStore, spec: RunSpec): Promise<string[]> {
  const wanted = Object.values(spec.candidates).flatMap((candidate) => modelWanted(candidate) ?? []);
  const found = await Promise.all([...new Set(wanted)].map((name) => newestTuned(store, name)));
  return found.flatMap((tuned) => tuned?.runId ?? []);
}

async function requireTuned(store: ArtifactStore, candidate: string, spec: string): Promise<string> {
  const tuned = await newestTuned(store, spec);
  if (tuned) return tuned.model;
  throw new RunError(
    `candidates.${candidate}.tunedBy: no run of spec ${JSON.stringify(spec)} in this store (TEMPERA_STORE) is done with a tuned model. Start one, or name a model in candidates.${candidate}.model.`,
  );
}

async function newestTuned(store: ArtifactStore, spec: string): Promise<{ runId: string; model: string } | undefined> {
  for (const { input } of await fineTuningRuns(store)) {
    const { runId } = input;
    const model = await unlessBroken(() => tunedIn(store, runId, spec));
    if (model !== undefined) return { runId, model };
  }
  return undefined;
}

async function fineTuningRuns(store: ArtifactStore): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const runId of await recordedRunIds(store)) {
    const record = await unlessBroken(() => openRun(store, runId).record());
    if (record?.workflow === 'fineTuneAndEvaluate' && record.input.limit === undefined) records.push(record);
  }
  return records.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

async function tunedIn(store: ArtifactStore, runId: string, name: string): Promise<string | undefined> {
  const run = openRun(store, runId);
  if ((await run.spec())?.name !== name) return undefined;
  const { report } = (await run.report()) ?? {};
  return report?.outcome === 'done' ? report.execution.tuned?.model : undefined;
}
