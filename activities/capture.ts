import type { CaptureResult } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { alongside } from './heavy/alongside.ts';
import { type Heavy, here } from './heavy/heavy.ts';
import type { WriteCaptureInput } from './heavy/write-capture.ts';

interface CaptureDependencies {
  store: ArtifactStore;
  heavy?: Heavy;
}

/** Writes the files of a capture, or finds those that an earlier attempt has written. */
export const captureActivities = ({ store, heavy = here(store) }: CaptureDependencies) => ({
  writeCapture: ({ rows, ...input }: WriteCaptureInput & { rows: number }): Promise<CaptureResult> =>
    alongside(heavy, 'writeCapture', input, rows),
});
