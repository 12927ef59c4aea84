import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from './keys.ts';

/** What happened about the approval of a run, as its store keeps it. */
export type ApprovalEvent = {
  /** ISO 8601, UTC. */
  at: string;
  /** The execution that asked. */
  revision: number;
  estimate: ArtifactRef;
} & ({ event: 'asked' } | { event: 'approved'; by: string } | { event: 'rejected'; by?: string; reason: string });

/** An approval that was given. */
export type Approval = Extract<ApprovalEvent, { event: 'approved' }>;

/** Writes down that a person was asked, or what they decided. */
export async function recordApproval(store: ArtifactStore, runId: string, event: ApprovalEvent): Promise<void> {
  const segment = await store.openSegment(keys.approvals(runId));
  try {
    await segment.append(event);
  } finally {
    await segment.close();
  }
}

/** All that happened about the approval of a run, the oldest first; an attempt that was repeated may have said it twice. */
export function approvalEvents(store: Pick<ArtifactStore, 'readSegments'>, runId: string): Promise<ApprovalEvent[]> {
  return Array.fromAsync(store.readSegments<ApprovalEvent>(keys.approvals(runId)));
}

/** The approvals among them, each once. */
export function approvalsIn(events: readonly ApprovalEvent[]): Approval[] {
  const approvals = events.filter((event) => event.event === 'approved');
  return [
    ...new Map(approvals.map((approval) => [`${approval.revision} ${approval.estimate.sha256}`, approval])).values(),
  ];
}

/** The estimate that an execution has asked about and that nobody has decided on, if any. */
export function estimateAsked(events: readonly ApprovalEvent[], revision: number): ArtifactRef | undefined {
  const last = events.findLast((event) => event.revision === revision);
  return last?.event === 'asked' ? last.estimate : undefined;
}
