import type { CallRecord } from '../domain/answering/answer.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from './keys.ts';

/** A line about a call under a budget: at first that it is about to be sent, then what became of it. */
export type SentLine =
  | { call: string; who: string; most: number; at: string }
  | { call: string; paid: number; usage?: CallRecord['usage'] };

/** A call under a budget. */
export interface SentCall {
  /** Its id. */
  call: string;
  who: string;
  /** The most that it can have cost. */
  most: number;
  /** ISO 8601, UTC. */
  at: string;
  /** Absent where nobody knows how it ended: then it counts at its most. */
  paid?: number;
}

/** The calls that a holder has sent. */
export async function readSent(store: Pick<ArtifactStore, 'readSegments'>, key: string): Promise<SentCall[]> {
  const calls = new Map<string, SentCall>();
  for await (const line of store.readSegments<SentLine>(key)) {
    const known = calls.get(line.call);
    if ('most' in line) calls.set(line.call, { ...line });
    else if (known) known.paid = line.paid;
  }
  return [...calls.values()];
}

/** What calls have cost, each that was lost at its most. */
export function spentOn(calls: readonly SentCall[]): number {
  return calls.reduce((sum, { most, paid = most }) => sum + paid, 0);
}

/** Calls of a run whose end nobody knows. */
export async function lostCalls(store: ArtifactStore, runId: string): Promise<SentCall[]> {
  const sent = await Promise.all((await store.listSegmented(keys.allSent(runId))).map((key) => readSent(store, key)));
  return sent.flat().filter(({ paid }) => paid === undefined);
}

/** Writes one line more. */
export async function writeSent(store: ArtifactStore, key: string, line: SentLine): Promise<void> {
  const segment = await store.openSegment(key);
  try {
    await segment.append(line);
  } finally {
    await segment.close();
  }
}
