import type { OperationCalls } from '../../packages/sandbox/state/call-log.ts';

/** What a sandbox counted of one operation, for one model or over all. */
export async function callsOf(sandboxUrl: string, operation: string, model?: string): Promise<OperationCalls[]> {
  const response = await fetch(`${sandboxUrl}/sandbox/calls`);
  const { operations } = (await response.json()) as { operations: OperationCalls[] };
  return operations.filter((calls) => calls.operation === operation && (model === undefined || calls.model === model));
}

/** Begins to count from nothing. */
export async function resetCalls(sandboxUrl: string): Promise<void> {
  await fetch(`${sandboxUrl}/sandbox/calls`, { method: 'DELETE' });
}
