import { counted, metricText, pointRange, points, pText } from '../report/words/format.ts';
import type { SegmentCause } from './segments.ts';
import type { TrendLook } from './trend.ts';
import type { TrendReport } from './trend-report.ts';

/** What has been found, as a heading. */
export function trendTitle({ word, isPinned }: TrendReport): string {
  if (isPinned) return 'Baseline pinned';
  return word === undefined ? 'No look yet' : { worse: 'Worse', changed: 'Changed', nothing: 'No fall found' }[word];
}

/** What has been found, in a sentence or two. */
export function trendSentence({ by, dueIn, runs, segments, isPinned }: TrendReport): string {
  if (isPinned) return 'The newest runs were pinned as the baseline: the next run will be compared with them.';
  const tested = runs.filter(({ state }) => state === 'tested').length;
  const next = `look comes after ${counted(dueIn, 'more run')}.`;
  if (!by) return `${tested === 0 ? 'No run is tested' : 'No look has been taken'} yet: the next ${next}`;
  switch (by.word) {
    case 'worse':
      return `${moveText(by)}: questions fell, and so did whole runs, by more than chance makes of either.`;
    case 'changed':
      return `${moveText(by)}: questions fell, but whole runs scatter so much that a wobble which all questions of a run share may have done it.`;
    case 'nothing':
      return `No look has found a fall ${presentText(segments)}, which does not say that there is none. The next ${next}`;
    default:
      return by.word satisfies never;
  }
}

function presentText(segments: TrendReport['segments']): string {
  const runs = counted(segments.at(-1)?.runs.length ?? 0, 'run');
  return segments.length === 1 ? `over ${runs}` : `in the present segment of ${runs}`;
}

/** How far the score moved, and over what. */
function moveText({ asks, change, runs, run, interval }: TrendLook): string {
  const by = points(-change).replace('+', '');
  if (asks === 'fall') return `The score falls by ${by} points a run over ${counted(runs.length, 'run')}, up to ${run}`;
  const range = interval ? ` (${pointRange(interval)})` : '';
  const other =
    asks === 'baseline' ? `the baseline’s ${counted(runs.length, 'run')}` : `the ${counted(runs.length, 'run')} before`;
  return `The score of ${run} is ${by} points below that of ${other}${range}`;
}

/** What the tests of a look say, in a sentence. */
export function lookSentence({ k, alpha, samples, means }: TrendLook): string {
  return `Look ${k}: ${pText(samples.p)} by questions, ${pText(means)} by runs; it may spend ${alphaText(alpha)}.`;
}

/** What a look may spend, such as `0.0019`. */
export function alphaText(alpha: number): string {
  return String(Number(alpha.toPrecision(2)));
}

/** One look in a few words, for the run that brought it about. */
export function lookMark({ k, asks, word }: TrendLook): string {
  return asks === 'fall' ? `look ${k}: ${word}` : `look ${k}, ${asks}: ${word}`;
}

const causes: Record<SegmentCause, string> = {
  requested: 'another model is asked for',
  models: 'another model answers',
  judges: 'another judge',
  setup: 'asked in another way',
  testSet: 'another test set',
  graders: 'another metric or grader',
  baseline: 'a baseline was pinned',
};

/** Why a segment begins. */
export function causesText(because: readonly SegmentCause[]): string {
  // Where another model is asked for, another one answers.
  const told = because.filter((cause) => cause !== 'models' || !because.includes('requested'));
  return told.map((cause) => causes[cause]).join(', ');
}

/** What is followed, such as `normalised match of tuned`. */
export function followedText({ metric, candidate, slice }: TrendReport): string {
  if (metric === undefined || candidate === undefined) return '';
  const where = Object.entries(slice ?? {}).map(([dimension, value]) => `${dimension} ${value}`);
  return [`${metricText(metric)} of ${candidate}`, ...where].join(', ');
}

/** Slots to the minute, or to the second where some of them need it; all are as wide. */
export function slotTexts(runs: readonly { slot: string }[]): { width: number; of(run: { slot: string }): string } {
  const width = runs.some(({ slot }) => slot.slice(17, 19) !== '00') ? 19 : 16;
  return { width, of: ({ slot }) => slot.slice(0, width).replace('T', ' ') };
}

/** Why a run is not tested. */
export const untested = {
  late: 'done after a later run: shown, not tested',
  incomplete: 'incomplete: not tested',
  trial: 'a trial: not tested',
  open: 'no report',
} as const;
