import { ratersOf } from '../domain/grading/raters.ts';
import { raterName } from '../domain/grading/rating.ts';
import { type SentParameters, sentAsWritten } from '../domain/models/parameters-sent.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';

/**
 * What is sent with each call to the candidates and raters of a run, by who they are: as its plan has pinned it, since the
 * table of models may be another one tomorrow. Plans of 0.1.0 pinned nothing, and their runs sent what their specs say.
 */
export async function readParameters(
  store: ArtifactStore,
  run: RunInput,
  spec: RunSpec,
): Promise<ReadonlyMap<string, SentParameters>> {
  const plan = await readIfThere<RunPlan>(store, keys.plan(run.runId));
  const live = Object.entries(spec.candidates).filter(([, { answers }]) => !answers);
  const written = [
    ...live.map(([name, { parameters }]) => [name, parameters] as const),
    ...ratersOf(spec).map(({ name, parameters }) => [raterName(name), parameters] as const),
  ].map(([who, wishes]) => [who, sentAsWritten(wishes)] as const);
  const planned = [
    ...(plan?.candidates ?? []).map(({ name, parameters }) => [name, parameters] as const),
    ...(plan?.raters ?? []).map(({ name, parameters }) => [raterName(name), parameters] as const),
  ].flatMap(([who, parameters]) => (parameters ? [[who, parameters] as const] : []));
  return new Map([...written, ...planned]);
}
