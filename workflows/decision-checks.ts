import type { AskedApproval } from '../domain/run/approval.ts';

const longest = { name: 100, reason: 500 };

/** Throws what is wrong with an approval that anybody may have sent. */
export function checkApproved(approved: unknown, asked: AskedApproval): void {
  const form = `expected { "estimate": "${asked.estimate}", "by": NAME }`;
  const { estimate, by } = fieldsOf(approved, form);
  checkText('by', by, longest.name, form);
  if (typeof estimate !== 'string') throw new Error(`"estimate" is missing: ${form}`);
  if (estimate === asked.estimate) return;
  throw new Error(`another estimate waits for approval, ${asked.estimate}. Look at it before you approve it.`);
}

/** Throws what is wrong with a rejection that anybody may have sent. */
export function checkRejected(rejected: unknown): void {
  const form = 'expected { "reason": TEXT, "by": NAME }';
  const { reason, by } = fieldsOf(rejected, form);
  checkText('reason', reason, longest.reason, form);
  if (by !== undefined) checkText('by', by, longest.name, form);
}

function fieldsOf(sent: unknown, form: string): Record<string, unknown> {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw new Error(form);
  return sent as Record<string, unknown>;
}

function checkText(name: string, text: unknown, most: number, form: string): void {
  if (typeof text !== 'string' || text.trim() === '') throw new Error(`"${name}" is missing: ${form}`);
  if (text.length > most) throw new Error(`"${name}" has ${text.length} characters: at most ${most}`);
  if (/\p{Cc}/u.test(text)) throw new Error(`"${name}" holds a control character`);
}
