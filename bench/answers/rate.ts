import { callsOf, resetCalls } from '../../test/integration/sandbox-calls.ts';

const operation = 'POST /chat/completions';

/** Calls a second that work makes, from the first to the last that the echo model answered; throws where some are missing. */
export async function rateOf<T>(
  sandboxUrl: string,
  { model, calls: expected }: { model: string; calls: number },
  work: () => Promise<T>,
): Promise<{ rate: number; result: T }> {
  await resetCalls(sandboxUrl);
  const result = await work();
  const [calls] = await callsOf(sandboxUrl, operation, model);
  if (!calls?.answered || calls.served !== expected) {
    throw new Error(`expected ${expected} answers, the echo model gave ${calls?.served ?? 0}`);
  }
  const { first, last } = calls.answered;
  return { rate: ((calls.served - 1) * 1000) / (last - first), result };
}

/** Hashes of the bodies that the echo model was sent. */
export async function bodiesSeen(sandboxUrl: string, model: string): Promise<string[]> {
  const [calls] = await callsOf(sandboxUrl, operation, model);
  return (calls?.requests ?? []).map(({ sha256 }) => sha256).sort();
}
