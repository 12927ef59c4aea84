import type { RunStatus } from '../../../client/looking/run-status.ts';
import type { Stage } from '../../../domain/run/run.ts';
import type { StageName } from '../../../domain/run/stages.ts';

/** A run that began at 0 and is in a stage. */
export function runIn(stage: Stage | undefined, changes: Partial<RunStatus> = {}): RunStatus {
  const stages: StageName[] = ['planning', 'preparing', 'answering', 'reporting'];
  const startedAt = new Date(0).toISOString();
  return { runId: 'covers-1', startedAt, state: 'running', stages, work: [], ...(stage && { stage }), ...changes };
}
