import type { RunInput } from '../run/run.ts';
import type { Occasion } from './occasion.ts';

/** What is posted: `text` is what hooks of Slack and those like it show, the rest is for programs. */
export interface Message extends Occasion {
  text: string;
  run: string;
  revision: number;
  schedule?: { id: string; slot: string };
  /** When it happened, ISO 8601, UTC. */
  at: string;
  /** Where its report lies, or would. */
  report?: string;
}

/** So much of a reason is posted. */
const longest = 500;

/** The message about what happened to a run. `report` is the place of its report. */
export function messageOf(
  { runId: run, revision, schedule }: Pick<RunInput, 'runId' | 'revision' | 'schedule'>,
  { reason, ...occasion }: Occasion,
  { at, report }: { at: string; report: string },
): Message {
  const cut = reason?.slice(0, longest);
  const why = cut !== undefined && { reason: cut };
  const place = occasion.outcome !== undefined && { report };
  const facts = { ...occasion, ...why, ...place };
  const of = schedule && { schedule: { id: schedule.id, slot: schedule.slot } };
  const told = cut === undefined ? facts : { ...facts, reason: unlinked(cut) };
  return { text: inert(sentences(run, schedule?.id, told)), run, revision, ...of, at, ...facts };
}

function sentences(run: string, schedule: string | undefined, { report, ...occasion }: Occasion & { report?: string }) {
  if (occasion.trend !== undefined) {
    return `Schedule ${schedule} gets worse. ${occasion.trend}\nLook at it: tempera trend ${schedule}`;
  }
  const who = schedule === undefined ? `Run ${run}` : `Run ${run} of schedule ${schedule}`;
  return [`${who} ${whatHappened(run, occasion)}`, ...(report === undefined ? [] : [`Report: ${report}`])].join('\n');
}

function whatHappened(run: string, { event, outcome, verdict, notice, reason = 'no reason is known' }: Occasion) {
  if (event === 'blocked') return `waits for a person: ${reason}\nSee what to do: tempera status ${run}`;
  if (outcome === undefined) return `failed: ${reason}`;
  const word = verdict === undefined ? '' : `, verdict ${[verdict, notice].filter(Boolean).join(', ')}`;
  return `ended: ${outcome}${word}`;
}

/** Addresses with characters of no width in them, of which no hook makes a link. */
function unlinked(text: string): string {
  return text.replaceAll('://', ':\u200b//').replaceAll(/(?<=[\p{L}\p{N}-])\.(?=\p{L})/gu, '.\u200b');
}

/** Nobody is called by name, and nothing is a link or a command, whatever a reason holds. */
function inert(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u200b');
}
