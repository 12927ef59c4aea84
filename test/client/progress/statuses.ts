import type { RunStatus } from '../../../client/run-status.ts';
import type { Stage } from '../../../domain/run.ts';

/** A run that is in a stage. */
export function runIn(stage: Stage | undefined, changes: Partial<RunStatus> = {}): RunStatus {
  const stages: Stage[] = ['planning', 'preparing', 'answering', 'reporting'];
  return { runId: 'covers-1', state: 'running', stages, work: [], ...(stage && { stage }), ...changes };
}
