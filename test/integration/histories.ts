import type { Client } from '@temporalio/client';
import { childIdOf } from '../../workflows/contract.ts';

/** The histories of a run and its children. */
export async function historiesOf(
  client: Client,
  runId: string,
  candidates: readonly string[],
  others: readonly string[] = [childIdOf.judge(runId)],
) {
  const ids = [runId, ...candidates.map((name) => childIdOf.candidate(runId, name)), ...others];
  return Promise.all(ids.map((id) => client.workflow.getHandle(id).fetchHistory()));
}

/** Histories or a part of them as JSON, with payloads as the text that they hold rather than in base64. */
export function textOf(history: unknown): string {
  return JSON.stringify(history, (key, value) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  );
}
