import { answerDimension } from '../../data/slices.ts';
import { isRule } from '../../grading/grading.ts';
import type { Difference } from '../../measuring/metrics-schema.ts';
import type { CandidateReport, Report } from '../report-schema.ts';
import { metricText, whole } from '../words/format.ts';
import { type Bar, barChart } from './bar-chart.ts';
import { type Dot, dotPlot } from './dot-plot.ts';
import { type Drawing, ink, svgOf } from './drawing.ts';
import { onOneLine } from './lettering.ts';
import { seriesOf } from './series.ts';

/** A chart as an SVG that takes its colours and type from the page. */
export interface Chart {
  /** Its file below `charts/`. */
  file: string;
  title: string;
  svg: string;
}

/** The charts of a report: score by question type, count of ratings, differences by slice. Equal reports make equal charts. */
export function drawCharts(report: Report): Chart[] {
  const charts = [scoreChart(report), ratingChart(report), sliceChart(report)].filter((chart) => chart !== undefined);
  return charts.map(({ file, title, description, drawing }) => ({
    file,
    title,
    svg: svgOf(drawing, title, description),
  }));
}

/** The same chart as a file of its own, with plain colours that any viewer knows. */
export function chartFile({ svg }: Chart): string {
  return svg
    .replace('</desc>', `</desc><rect width="100%" height="100%" fill="${paper}"/>`)
    .replaceAll(/var\(--[a-z0-9-]+, (#[0-9a-f]+)\)/g, '$1')
    .replaceAll(`"${ink}"`, `"${black}"`)
    .replaceAll('font-family="inherit"', 'font-family="system-ui, sans-serif"');
}

const paper = '#ffffff';
const black = '#1d1b18';

interface ChartData {
  file: string;
  title: string;
  /** The numbers in words, for those who cannot see them. */
  description: string;
  drawing: Drawing;
}

/** The file of the chart that belongs to the slices. */
export const sliceChartFile = 'slices.svg';

/** The most slices that a chart can show. */
const mostDots = 40;

function scoreChart(report: Report): ChartData | undefined {
  const metric = report.comparison?.metric ?? 'normalised';
  const dimension = dimensionOf(report.candidates);
  const bars = report.candidates.flatMap(({ name, slices }) =>
    slices.flatMap((slice): Bar[] => {
      const { mean, interval } = slice.scores[metric] ?? {};
      if (slice.dimension !== dimension || mean === undefined) return [];
      const label = (mean * 100).toFixed(0);
      const ends = { lower: interval?.lower, upper: interval?.upper };
      return [{ place: slice.value, of: whole(slice.samples), candidate: name, value: mean, label, ...ends }];
    }),
  );
  if (bars.length === 0) return undefined;
  const title = `${isRule(metric) ? 'Right answers' : 'Scores'} by ${dimension === answerDimension ? 'kind of answer' : dimension}, ${metricText(metric)}`;
  return {
    file: 'score-by-type.svg',
    title,
    description: describe(bars, ' %'),
    drawing: barChart({ bars, isShare: true }, seriesOf(report)),
  };
}

/** The first dimension of the spec's own, of a size that a chart can show; open and closed without one. */
function dimensionOf([first]: readonly CandidateReport[]): string {
  const dimensions = (first?.slices ?? []).map((slice) => slice.dimension);
  const own = dimensions.filter((name) => name !== null && name !== answerDimension);
  return own.find((name) => own.filter((other) => other === name).length <= 12) ?? answerDimension;
}

function ratingChart(report: Report): ChartData | undefined {
  const bars = report.candidates.flatMap(({ name, slices }) =>
    (slices[0]?.ratings?.labels ?? []).map(
      ({ label, count }): Bar => ({ place: label, candidate: name, value: count, label: String(count) }),
    ),
  );
  if (bars.length === 0) return undefined;
  return {
    file: 'ratings.svg',
    title: 'Ratings by the judge',
    description: describe(bars, ''),
    drawing: barChart({ bars, isShare: false }, seriesOf(report)),
  };
}

/** The difference of the compared pair in every slice; hollow where there is too little to test. */
function sliceChart({ comparison }: Report): ChartData | undefined {
  if (!comparison) return undefined;
  const { compare, against, metric, differences } = comparison;
  const found = differences.filter(({ rule, mean }) => rule === metric && mean !== undefined);
  if (found.length < 2) return undefined;
  const dots = found.slice(0, mostDots).map(dotOf);
  const part = found.length > mostDots ? `, the first ${mostDots} of ${whole(found.length)} slices` : '';
  const title = `${compare} minus ${against} by slice, in points of ${metricText(metric)}${part}`;
  const words = dots.map(({ place, of, value, lower, upper }) => {
    const interval =
      lower === undefined || upper === undefined ? 'too few to test' : `${lower.toFixed(1)} to ${upper.toFixed(1)}`;
    return `${onOneLine(place)} (${of}): ${value.toFixed(1)}, ${interval}`;
  });
  const effect = 100 * (comparison.margin ?? comparison.minimumEffect);
  return { file: sliceChartFile, title, description: words.join('; '), drawing: dotPlot({ dots, effect }) };
}

function dotOf({ dimension, value, samples, mean = 0, interval }: Difference): Dot {
  const name = dimension === null ? value : `${dimension}: ${value}`;
  const ends = interval && { lower: 100 * interval.lower, upper: 100 * interval.upper };
  return { place: name, of: whole(samples), value: 100 * mean, ...ends };
}

function describe(bars: readonly Bar[], unit: string): string {
  const placeOf = ({ place, of }: Bar) => onOneLine(place) + (of === undefined ? '' : ` (${of})`);
  return bars.map((bar) => `${bar.candidate}, ${placeOf(bar)}: ${bar.label}${unit}`).join('; ');
}
