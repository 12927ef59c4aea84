import type { Programs } from '../integration/programs.ts';
import { callsOf } from '../integration/sandbox-calls.ts';

/** What a sandbox was paid for. */
export interface Paid {
  /** Chat calls that it served more than once. */
  paidAgain: number;
  /** Fine-tuning jobs that it has. */
  jobs: number;
  /** Files that were uploaded to it. */
  uploads: number;
}

/** Asks the sandbox itself: its counts, and the lists of what it has, which also show what was made without an answer. */
export async function paidFor({ sandboxUrl, env }: Programs): Promise<Paid> {
  const key = env['TEMPERA_SANDBOX_KEY'];
  const chats = await callsOf(sandboxUrl, 'POST /chat/completions', undefined, key);
  const listed = async (what: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${sandboxUrl}/v1/${what}`, { headers });
    return ((await response.json()) as { data: unknown[] }).data.length;
  };
  return {
    paidAgain: chats.reduce((sum, { served, distinct }) => sum + served - distinct, 0),
    jobs: await listed('fine_tuning/jobs'),
    uploads: await listed('files?purpose=fine-tune'),
  };
}
