import path from 'node:path';
import type { Command } from 'commander';
import { estimateLines } from '../../domain/cost/estimate-words.ts';
import type { SplitCounts } from '../../domain/data/dataset.ts';
import { auditText } from '../../domain/report/words/audit-words.ts';
import { foreseenOf, foreseenText } from '../../domain/report/words/foreseen-words.ts';
import { aboutTokens, counted, whole } from '../../domain/report/words/format.ts';
import { wrapped } from '../../domain/report/words/wrapped.ts';
import { earlierDifference } from '../../runs/earlier-difference.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { loadConfig } from '../program/config.ts';
import type { Terminal } from '../program/terminal.ts';
import { createDataReading } from '../progress/data-reading.ts';
import { createPace } from '../progress/pace.ts';
import { createRedraw } from '../progress/redraw.ts';
import { howFar } from '../progress/words.ts';
import { estimateHere } from '../starting/estimate-here.ts';
import { originsHere } from '../starting/origins-here.ts';
import { loadSpecToLookAt } from '../starting/spec-to-look-at.ts';
import { chooseWorkflow } from '../starting/workflow-choice.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface PrepareOptions {
  out: string;
  json?: true;
}

/** `tempera prepare SPEC --out DIR` */
export function prepareCommand(context: CommandContext): Command {
  return newCommand('prepare', [
    'tempera prepare covers.yaml --out look',
    'TEMPERA_DATA=/data tempera prepare covers.yaml --out look --json',
  ])
    .argument('<spec>', 'run spec, YAML or JSON')
    .requiredOption('--out <folder>', 'takes train.jsonl, validation.jsonl, test.jsonl, samples.jsonl, summary.json')
    .action((file: string, options: PrepareOptions) => prepare(context, file, options));
}

async function prepare(context: CommandContext, file: string, { out, json }: PrepareOptions): Promise<void> {
  const { terminal, env } = context;
  const { carriedOut: spec, captures } = await loadSpecToLookAt(file);
  // Its libraries take longer to load than most commands take to run.
  const { prepareInto } = await import('../../preparing/preview.ts');
  const { data, store } = loadConfig(env);
  const runs = openRuns(store);
  const place = { dataDirectory: data, store: runs };
  await originsHere({ ...place, isDataHere: true }, spec);
  const progress = createImageProgress(terminal);
  const reading = createDataReading(terminal);
  const shown = { onProgress: progress.show, onData: reading.show };
  const look = await prepareInto(spec, data, out, { ...shown, captures }).finally(() => {
    reading.end();
    progress.end();
  });
  const estimate = await estimateHere(spec, place, {
    ...chooseWorkflow(spec, captures ? { captures } : {}),
    captures,
    pin: look.dataset,
  });
  const images = imagesIn(look.dataset.counts[spec.on]);
  const foreseen = foreseenOf(spec, images, await earlierDifference(runs, spec, look.dataset.sources));
  if (json) return printJson(context, { ...look, estimate, foreseen });
  for (const [split, counts] of Object.entries(look.dataset.counts)) terminal.out(splitLine(split, counts));
  const found = auditText(look.dataset.audit);
  if (found !== undefined) terminal.out(wrapped(found));
  const unit = look.dataset.counts[spec.on]?.distinctImages === 0 ? 'question' : 'image';
  const show = foreseenText(spec, images, foreseen, { unit });
  if (show !== undefined) terminal.out(wrapped(show));
  for (const line of estimateLines(estimate)) terminal.out(line);
  terminal.out(`Written: ${look.files.map((name) => path.join(out, name)).join(', ')}`);
}

/** A preparation is too short to be told line by line where there is no screen. */
function createImageProgress({ screen }: Terminal) {
  if (!screen) return { show: () => undefined, end: () => undefined };
  const { draw, end } = createRedraw(screen);
  const pace = createPace();
  return {
    show: (progress: { done: number; total: number }) => {
      for (const images of pace([{ name: 'images', ...progress }], Date.now())) draw([`images ${howFar(images)}`]);
    },
    end,
  };
}

/** Rows that show the same image tell no more of a difference than one of them; of text alone each row counts. */
export function imagesIn(counts: SplitCounts | undefined): number {
  return counts?.distinctImages || (counts?.images ?? 0);
}

/** What a preparation took of a split, in a line. */
export function splitLine(split: string, counts: SplitCounts): string {
  const { rows, lines, linesWithMetadata, bytes, estimatedTokens } = counts;
  const facts = [
    imagesText(counts),
    `${counted(rows, 'question')}${leftOut(counts.rowsLeftOut)}`,
    ...(lines === undefined ? [] : [`${counted(lines, 'line')}${leftOut(counts.linesLeftOut)}`]),
    ...(linesWithMetadata === undefined
      ? []
      : [`${whole(linesWithMetadata)} of them with image metadata (EXIF or the like)`]),
    ...(bytes === undefined ? [] : [`${(bytes / 1e6).toFixed(1)} MB`]),
    ...(estimatedTokens === undefined ? [] : [`about ${aboutTokens(estimatedTokens)}`]),
  ];
  return `${split.padEnd(11)}${facts.join(', ')}`;
}

/** Each row of a source has an image, and several may have the same one; or none has. */
function imagesText({ images, sourceImages, distinctImages = images }: SplitCounts): string {
  const taken = `${images} of ${sourceImages}`;
  if (distinctImages === 0) return `${whole(images)} of ${counted(sourceImages, 'row')}`;
  return distinctImages === images
    ? `${whole(images)} of ${counted(sourceImages, 'image')}`
    : `${taken} rows, ${counted(distinctImages, 'distinct image')}`;
}

function leftOut(reasons: Readonly<Record<string, number>> = {}): string {
  const parts = Object.entries(reasons).filter(([, count]) => count > 0);
  return parts.length === 0 ? '' : ` (left out: ${parts.map(([reason, count]) => `${count} ${reason}`).join(', ')})`;
}
