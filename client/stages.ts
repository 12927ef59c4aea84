import { stageOrder } from '../domain/plan.ts';
import type { RunPlan, Stage } from '../domain/run.ts';
import { readIfThere } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import type { RunRecord } from '../runs/record.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** The stages that a run goes through; all there are, as long as nothing is known of it. */
export async function stagesOf(store: ArtifactStore, record: RunRecord | undefined): Promise<Stage[]> {
  const plan = record && (await readIfThere<RunPlan>(store, keys.plan(record.input.runId)));
  const left = new Set<Stage>([
    ...(record?.workflow === 'evaluateCandidates' ? (['uploading', 'fine-tuning'] as const) : []),
    ...(plan && !plan.raters ? (['judging'] as const) : []),
  ]);
  return stageOrder.filter((stage) => !left.has(stage));
}
