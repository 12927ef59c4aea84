import { randomUUID } from 'node:crypto';
import type { Calibration } from '../domain/calibration/calibration.ts';
import type { Draw } from '../domain/calibration/draw.ts';
import { drawId } from '../domain/calibration/sheet.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';
import { findRunRecord } from './record.ts';

/** A calibration as it is stored: of which ratings, by which draw. */
export interface StoredCalibration extends Calibration {
  run: string;
  /** The revision whose ratings were labelled. */
  ratings: number;
  judge: string;
  draw: string;
}

/** Stores a draw under its id, so that the sheet that was made of it can be read back. */
export async function storeDraw(store: ArtifactStore, runId: string, ratings: number, draw: Draw): Promise<void> {
  await publish(store, keys.calibration(runId, ratings, `draws/${drawId(draw)}.json`), draw);
}

/** A draw of a run, with the revision whose ratings it was drawn from. */
export async function findDraw(
  store: ArtifactStore,
  runId: string,
  id: string,
): Promise<{ draw: Draw; ratings: number } | undefined> {
  const stored = await store.list(`${keys.run(runId)}revisions/`);
  const key = stored.find((one) => one.endsWith(`/calibration/draws/${id}.json`));
  const draw = key === undefined ? undefined : await readIfThere<Draw>(store, key);
  return draw && { draw, ratings: Number(key?.split('/')[3]) };
}

/** Stores a calibration beside the earlier ones, which are kept; the same again is stored once. */
export async function storeCalibration(store: ArtifactStore, calibration: StoredCalibration): Promise<void> {
  const { run, ratings } = calibration;
  const latest = await latestCalibration(store, run, ratings);
  if (JSON.stringify(latest) === JSON.stringify(calibration)) return;
  const number = String((await resultKeys(store, run, ratings)).length + 1).padStart(6, '0');
  // Two people who store one at the same time both keep theirs.
  const key = keys.calibration(run, ratings, `results/${number}-${randomUUID()}.json`);
  await publish(store, key, calibration);
}

/** The newest calibration of the ratings of a revision, or undefined when there is none. */
export async function latestCalibration(
  store: ArtifactStore,
  runId: string,
  ratings: number,
): Promise<StoredCalibration | undefined> {
  const key = (await resultKeys(store, runId, ratings)).at(-1);
  return key === undefined ? undefined : await readIfThere(store, key);
}

/** The revision whose ratings the newest execution of a run uses. */
export async function ratingsOf(store: ArtifactStore, runId: string): Promise<number> {
  return (await findRunRecord(store, runId))?.input.ratings ?? 1;
}

function resultKeys(store: ArtifactStore, runId: string, ratings: number): Promise<string[]> {
  return store.list(keys.calibration(runId, ratings, 'results/'));
}

function publish(store: ArtifactStore, key: string, value: object) {
  return store.publish({ key, mediaType: 'application/json', content: `${JSON.stringify(value, null, 2)}\n` });
}
