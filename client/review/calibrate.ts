import path from 'node:path';
import { calibrationOf } from '../../domain/calibration/calibration.ts';
import {
  type Draw,
  DrawError,
  type DrawnItem,
  drawAnswers,
  type RatedAnswer,
  ratedAnswersOf,
} from '../../domain/calibration/draw.ts';
import { drawId, drawIdOf, readSheet, sheetOf } from '../../domain/calibration/sheet.ts';
import { withImageList } from '../../domain/data/named-images.ts';
import type { JudgeSpec } from '../../domain/spec/run-spec.ts';
import type { AnsweredRun } from '../../runs/answered-run.ts';
import { findDraw, ratingsOf, type StoredCalibration, storeCalibration, storeDraw } from '../../runs/calibrations.ts';
import { openRun } from '../../runs/open-run.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { replaceFile, writeNewFile } from '../program/new-file.ts';
import { readLabelFile } from './label-file.ts';

const mostProblems = 20;

/** How answers are drawn, and where the sheet to label is written. */
export interface DrawOptions {
  samples: number;
  seed: number;
  out: string;
  /** Writes the images too, into a folder beside the sheet. */
  images: boolean;
}

/** Draws answers that the judge has rated, and writes the sheet to label. @throws {ClientError} */
export async function drawSheet(
  store: ArtifactStore,
  runId: string,
  { samples, seed, out, images }: DrawOptions,
): Promise<{ draw: Draw; judge: JudgeSpec }> {
  const run = await openRun(store, runId).answered();
  const judge = judgeOf(run);
  const labels = judge.rubric.labels.map(({ name }) => name);
  const draw = drawFrom(runId, await allRated(run), labels, samples, seed);
  await storeDraw(store, runId, await ratingsOf(store, runId), draw);
  const files = images ? draw.items.map((item, position) => imageFilesOf(draw, item, position)) : [];
  await writeNewFile(
    out,
    sheetOf(
      draw,
      files.map((ofItem) => ofItem.map(({ name }) => name).join(' | ')),
    ),
  );
  for (const { name, sha256 } of files.flat()) {
    await replaceFile(path.join(path.dirname(out), name), await store.readObject(sha256));
  }
  return { draw, judge };
}

/** Reads a labelled sheet back, compares it with the judge and stores the result. @throws {ClientError} */
export async function calibrate(store: ArtifactStore, runId: string, file: string): Promise<StoredCalibration> {
  const run = await openRun(store, runId).answered();
  const judge = judgeOf(run);
  const rows = (await readLabelFile(file, ['id', 'label'])).map(({ line, cells }) => ({ line, ...cells }));
  const id = rows.map((row) => drawIdOf(row.id)).find((found) => found !== undefined);
  const found = id === undefined ? undefined : await findDraw(store, runId, id);
  if (id === undefined || !found) {
    throw new ClientError('badInput', `${file} column id: none is of an answer that was drawn from run ${runId}.`);
  }
  const { places, problems } = readSheet(found.draw, rows);
  if (problems.length > 0) throw new ClientError('badInput', listed(file, problems, found.draw.labels));
  const alpha = run.spec.verdict?.alpha ?? 0.05;
  const { draw, ratings } = found;
  const calibration = calibrationOf(draw, places, alpha, judge.minimumKappa);
  const stored: StoredCalibration = { run: runId, ratings, judge: judge.model, draw: id, ...calibration };
  await storeCalibration(store, stored);
  return stored;
}

function judgeOf({ runId, spec }: AnsweredRun): JudgeSpec {
  if (spec.judge) return spec.judge;
  throw new ClientError(
    'badInput',
    `run ${runId} has no judge (spec key judge), so that there is nothing to calibrate`,
  );
}

async function allRated(run: AnsweredRun): Promise<RatedAnswer[]> {
  const rated: RatedAnswer[] = [];
  for await (const graded of run.samples()) rated.push(...ratedAnswersOf(graded));
  return rated;
}

function drawFrom(
  runId: string,
  rated: readonly RatedAnswer[],
  labels: readonly string[],
  samples: number,
  seed: number,
): Draw {
  try {
    return drawAnswers(rated, labels, samples, seed);
  } catch (error) {
    if (!(error instanceof DrawError)) throw error;
    throw new ClientError('badInput', `run ${runId}: ${error.message}`);
  }
}

/** Paths for the images of an item, in a folder of the draw beside the sheet, as the sheet sees them. */
function imageFilesOf(draw: Draw, item: DrawnItem, position: number): { name: string; sha256: string }[] {
  const number = String(position + 1).padStart(4, '0');
  return withImageList(item).images.map(({ sha256, mediaType }, index) => {
    const which = index === 0 ? '' : `-${index + 1}`;
    return { name: `images-${drawId(draw)}/${number}${which}.${mediaType.slice('image/'.length)}`, sha256 };
  });
}

function listed(file: string, problems: readonly string[], labels: readonly string[]): string {
  const shown = problems.slice(0, mostProblems).map((problem) => `  ${problem}`);
  const more = problems.length > shown.length ? [`  … and ${problems.length - shown.length} more`] : [];
  const known = labels.map((label) => JSON.stringify(label)).join(', ');
  return [`${file} cannot be used:`, ...shown, ...more, `Each answer drawn needs one of: ${known}.`].join('\n');
}
