import { svgOf } from '../../report/charts/drawing.ts';
import { type RunLine, type RunPoint, runChart, type Tone } from '../../report/charts/run-chart.ts';
import { type Html, html } from '../../report/page/html-text.ts';
import { chartFigure } from '../../report/page/parts.ts';
import { confidence, percent, percentRange } from '../../report/words/format.ts';
import type { TrendWord } from '../look-tests.ts';
import type { TrendLook } from '../trend.ts';
import type { ShownRun, TrendReport } from '../trend-report.ts';
import { followedText, lookMark, untested } from '../trend-words.ts';

const tones: Record<TrendWord, Tone> = { nothing: 'plain', changed: 'doubt', worse: 'bad' };

/** The scores of all runs as a chart, with what the looks have found below it. */
export function trendChart(trend: TrendReport): Html | undefined {
  const { runs, alpha } = trend;
  if (alpha === undefined) return undefined;
  const title = `Score by ${followedText(trend)}, each run with its own ${confidence(alpha)} interval`;
  const drawing = runChart({ points: pointsOf(trend), lines: linesOf(trend) });
  const svg = svgOf(drawing, title, runs.map(inWords).join('; '));
  return html`<div class="charts">${chartFigure({ file: 'trend.svg', title, svg })}</div>
<p class="caption">${legendOf(trend)}</p>`;
}

/** What the marks mean that are there. */
function legendOf({ runs, baseline, segments }: TrendReport): string {
  return [
    'Slots in UTC.',
    runs.some(({ looks }) => looks.length > 0) && 'Circles below are looks, filled where one has found something.',
    baseline && 'The dashed line is the mean of the baseline’s runs.',
    segments.length > 1 && 'Dotted lines part segments.',
  ]
    .filter(Boolean)
    .join(' ');
}

function pointsOf({ runs, segments }: TrendReport): RunPoint[] {
  const begun = new Set(segments.slice(1).map(({ runs: [first] }) => first));
  const label = labelOf(runs);
  return runs.map((run) => ({
    label: label(run),
    value: run.score?.mean,
    lower: run.score?.interval?.lower,
    upper: run.score?.interval?.upper,
    look: lookOf(run.looks),
    ...(begun.has(run.run) && { begins: true }),
  }));
}

/** The gravest of a run's looks, by the numbers of all of them. */
function lookOf(looks: readonly TrendLook[]): RunPoint['look'] {
  if (looks.length === 0) return undefined;
  const words = looks.map(({ word }) => word);
  const word = (['worse', 'changed'] as const).find((grave) => words.includes(grave)) ?? 'nothing';
  return { text: looks.map(({ k }) => k).join(', '), tone: tones[word] };
}

/** Slots by day, or by day and time where two are of one day. */
function labelOf(runs: readonly ShownRun[]): (run: ShownRun) => string {
  const days = new Set(runs.map(({ slot }) => slot.slice(0, 10)));
  const time = days.size === runs.length ? 10 : runs.some(({ slot }) => slot.slice(17, 19) !== '00') ? 19 : 16;
  return ({ slot }) => slot.slice(days.size === 1 ? 11 : 5, time).replace('T', ' ');
}

/** The baseline's mean from its first run to the last of all, and the fall of each segment that a look has found. */
function linesOf({ runs, baseline, segments }: TrendReport): RunLine[] {
  const place = new Map(runs.map(({ run }, index) => [run, index]));
  const score = new Map(runs.map(({ run, score: own }) => [run, own?.mean ?? 0]));
  const meanOf = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + (score.get(name) ?? 0), 0) / names.length;
  const [first] = baseline ?? [];
  const level = meanOf(baseline ?? []);
  const flat =
    first === undefined
      ? []
      : [{ from: place.get(first) ?? 0, to: runs.length - 1, start: level, end: level, kind: 'baseline' as const }];
  const falls = segments.flatMap(({ runs: own }): RunLine[] => {
    const look = runs.flatMap(({ looks }) => looks).findLast(({ asks, run }) => asks === 'fall' && own.includes(run));
    if (!look || look.word === 'nothing') return [];
    const [middle, half] = [meanOf(look.runs), (look.change * (look.runs.length - 1)) / 2];
    return [
      {
        from: place.get(look.runs[0] ?? '') ?? 0,
        to: place.get(look.run) ?? 0,
        start: middle - half,
        end: middle + half,
        kind: 'fall',
      },
    ];
  });
  return [...flat, ...falls];
}

function inWords({ slot, score, state, looks }: ShownRun): string {
  if (!score) return `${slot}: ${untested[state as keyof typeof untested]}`;
  const range = score.interval ? `, ${percentRange(score.interval)}` : '';
  return [`${slot}: ${percent(score.mean)}${range}`, ...looks.map(lookMark)].join(', ');
}
