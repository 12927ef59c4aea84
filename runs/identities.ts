import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';

/** Who each provider was when a run was planned; none of runs of 0.1.0. */
export async function readIdentities(store: ArtifactStore, run: RunInput): Promise<Readonly<Record<string, string>>> {
  return (await readIfThere<RunPlan>(store, keys.plan(run.runId)))?.identities ?? {};
}
