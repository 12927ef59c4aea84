import { shutdownText } from '../models/shutdown.ts';
import { ticksOver } from '../report/charts/axis.ts';
import { columnsIn, cutTo, fitted } from '../report/words/columns.ts';
import { confidence, percent } from '../report/words/format.ts';
import { wrapped } from '../report/words/wrapped.ts';
import type { ShownRun, ShownSegment, TrendReport } from './trend-report.ts';
import {
  causesText,
  followedText,
  lookMark,
  lookSentence,
  slotTexts,
  trendSentence,
  trendTitle,
  untested,
} from './trend-words.ts';

const columns = 80;
const plotColumns = 22;

/** The trend for a terminal: what was found, then a line a run, within 80 columns. `now` in milliseconds since 1970. */
export function trendLines(trend: TrendReport, now: number): string[] {
  return [
    trendTitle(trend).toUpperCase(),
    wrapped(trendSentence(trend)),
    ...(trend.by ? [wrapped(lookSentence(trend.by))] : []),
    ...trend.shutdowns.map((shutdown) => wrapped(`${shutdownText(shutdown, now)}.`)),
    '',
    wrapped(`${trend.schedule}: ${titleOf(trend)}`),
    ...runLines(trend),
  ];
}

function titleOf(trend: TrendReport): string {
  const { alpha } = trend;
  if (alpha === undefined) return 'no run is tested yet';
  return `${followedText(trend)}; intervals of each run alone, at ${confidence(alpha)}`;
}

function runLines({ runs, segments }: TrendReport): string[] {
  if (runs.length === 0) return [];
  const ends = runs.flatMap(({ score }) =>
    score ? [score.mean, score.interval?.lower ?? score.mean, score.interval?.upper ?? score.mean] : [],
  );
  const scale = ticksOver(Math.min(1, ...ends), Math.max(0, ...ends), 4);
  const slot = slotTexts(runs);
  const parts = [fitted('slot (UTC)', slot.width), '  score', ...(ends.length > 0 ? [scaleHead(scale)] : [])];
  const head = parts.join('  ').trimEnd();
  return ['', head, '─'.repeat(columns), ...runs.flatMap((run) => linesOf(run, { segments, scale, slot }))];
}

interface Shape {
  segments: readonly ShownSegment[];
  scale: { from: number; to: number };
  slot: ReturnType<typeof slotTexts>;
}

function linesOf(run: ShownRun, { segments, scale, slot }: Shape): string[] {
  const room = columns - slot.width - 7 - plotColumns - 6;
  const begun = segments.find(({ runs, segment }) => segment > 1 && runs[0] === run.run);
  const start = slot.of(run);
  if (!run.score) return [`${start}        –  ${untested[run.state as keyof typeof untested]}`];
  const marks = inRoom([...(run.baseline ? ['baseline'] : []), ...run.looks.map(lookMark)], room);
  const line = [start, percent(run.score.mean).padStart(7), plot(run.score, scale), marks[0]].join('  ').trimEnd();
  const indent = ' '.repeat(columns - room);
  return [...(begun ? breakLines(begun) : []), line, ...marks.slice(1).map((mark) => indent + mark)];
}

/** Marks on one line, or each on its own where they have no room. */
function inRoom(marks: readonly string[], room: number): readonly string[] {
  const together = marks.join(', ');
  return together.length <= room ? [together] : marks;
}

/** The break before the first run of a segment. */
function breakLines({ because, models, judges }: ShownSegment): string[] {
  const who = [
    (because.includes('models') || because.includes('requested')) && models,
    because.includes('judges') && judges,
  ]
    .filter(Boolean)
    .join('; ');
  const text = cutTo(`── ${causesText(because)}${who && `: ${who}`}`, columns - 3);
  return [`${text} ${'─'.repeat(columns - 1 - columnsIn(text))}`];
}

function scaleHead({ from, to }: Shape['scale']): string {
  const [left, right] = [`${Math.round(100 * from)} %`, `${Math.round(100 * to)} %`];
  return left + right.padStart(plotColumns - left.length);
}

/** An interval as a line with its score in it. */
function plot({ mean, interval }: NonNullable<ShownRun['score']>, { from, to }: Shape['scale']): string {
  const place = (value: number) => Math.round(((plotColumns - 1) * (value - from)) / (to - from));
  const [first, last] = [place(interval?.lower ?? mean), place(interval?.upper ?? mean)];
  return Array.from({ length: plotColumns }, (_, column) => {
    if (column === place(mean)) return '●';
    return column >= first && column <= last ? '─' : ' ';
  }).join('');
}
