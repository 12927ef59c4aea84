import { writeCapture } from '../../activities/heavy/write-capture.ts';
import type { CaptureResult, FoundModel } from '../../domain/run/run.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { publishRunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { type StoredRun, storeRun } from './stored-run.ts';

/** Writes a capture that has ended, with all that a client finds it by. */
export async function storeCapture(
  store: ArtifactStore,
  stored: StoredRun,
  models: readonly FoundModel[] = [],
): Promise<CaptureResult> {
  const { run } = await storeRun(store, stored);
  const { name, provider, candidates: named } = stored.spec;
  const candidates = Object.entries(named).map(([name, { model }]) => ({ name, provider, model }));
  await publishJson(store, keys.plan(run.runId), { name, candidates, repeats: 1 });
  const startedAt = '2026-12-01T09:00:00.000Z';
  await publishRunRecord(store, { startedAt, workflow: 'captureAnswers', input: run });
  const now = () => new Date('2026-12-01T09:10:00.000Z');
  return await writeCapture(store, { run, models, startedAt }, () => undefined, now);
}
