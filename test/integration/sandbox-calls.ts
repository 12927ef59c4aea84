import type { FaultRule } from '../../packages/sandbox/faults/fault.ts';
import type { OperationCalls } from '../../packages/sandbox/state/call-log.ts';

/** The key of sandboxes that are started without one of their own. */
export const usualKey = 'local';

/** What a sandbox counted of one operation, for one model or over all. */
export async function callsOf(
  sandboxUrl: string,
  operation: string,
  model?: string,
  key = usualKey,
): Promise<OperationCalls[]> {
  const response = await control(sandboxUrl, 'GET', 'calls', undefined, key);
  const { operations } = (await response.json()) as { operations: OperationCalls[] };
  return operations.filter((calls) => calls.operation === operation && (model === undefined || calls.model === model));
}

/** Begins to count from nothing. */
export async function resetCalls(sandboxUrl: string): Promise<void> {
  await control(sandboxUrl, 'DELETE', 'calls');
}

/** Makes a sandbox misbehave, beside what it was told before. */
export async function addFaults(sandboxUrl: string, faults: readonly FaultRule[], key = usualKey): Promise<void> {
  await control(sandboxUrl, 'POST', 'faults', { faults }, key);
}

/** Ends all faults. */
export async function endFaults(sandboxUrl: string): Promise<void> {
  await control(sandboxUrl, 'DELETE', 'faults');
}

/** Makes a sandbox limit chat completions; this also fills its bucket. */
export async function setLimits(sandboxUrl: string, limits: object): Promise<void> {
  await control(sandboxUrl, 'POST', 'limits', limits);
}

async function control(sandboxUrl: string, method: string, what: string, body?: object, key = usualKey) {
  const response = await fetch(`${sandboxUrl}/sandbox/${what}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the sandbox refuses ${method} ${what}: ${await response.text()}`);
  return response;
}
