import type { Capture } from '../../domain/capture/capture.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { CaptureResult, FoundModel, RunInput } from '../../domain/run/run.ts';
import { readAskedRun } from '../../runs/captured-answers.ts';
import { exportAnswers } from '../../runs/export-answers.ts';
import { publishHashes } from '../../runs/hashes.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** What a capture is written from. */
export interface WriteCaptureInput {
  run: RunInput;
  models: readonly FoundModel[];
  /** When it began, in ISO 8601. */
  startedAt: string;
}

/** Writes the files of a capture, or finds those that an earlier attempt has written. */
export async function writeCapture(
  store: ArtifactStore,
  { run, models, startedAt }: WriteCaptureInput,
  tick: () => void,
  now = () => new Date(),
): Promise<CaptureResult> {
  const { runId, revision } = run;
  const keyOf = (file: string) => keys.capture(runId, revision, file);
  const capture = (await store.find(keyOf('capture.json'))) ?? (await write());
  const { outcome } = await readJson<Capture>(store, capture);
  return { outcome, capture, hashes: await publishHashes(store, run) };

  async function write(): Promise<ArtifactRef> {
    const asked = { ...(await readAskedRun(store, run)), models };
    const publish = (name: string, mediaType: string, content: AsyncIterable<string>) =>
      store.publish({ key: keyOf(name), mediaType, content });
    const told = await exportAnswers(store, asked, publish, tick);
    return publishJson(store, keyOf('capture.json'), { ...told, startedAt, finishedAt: now().toISOString() });
  }
}
