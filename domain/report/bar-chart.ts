import type { TopLevelSpec } from 'vega-lite';
import { seriesColours, type seriesOf } from './series.ts';

/** One bar of a chart. */
export interface Bar {
  place: string;
  candidate: string;
  value: number;
  label: string;
  lower?: number | undefined;
  upper?: number | undefined;
}

interface Bars {
  bars: readonly Bar[];
  /** True for shares from 0 to 1, false for counts. */
  isShare: boolean;
}

const text = 'currentColor';

/** A grouped bar chart with intervals, in Vega-Lite: places side by side, candidates beside each other in each. */
export function barChart({ bars, isShare }: Bars, series: ReturnType<typeof seriesOf>): TopLevelSpec {
  const candidates = [...new Set(bars.map(({ candidate }) => candidate))];
  const places = [...new Set(bars.map(({ place }) => place))];
  const colours = candidates.map((name) => colourOf(series.get(name) ?? '--series-1'));
  return {
    width: 540,
    height: 290,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: bars.map((bar) => ({ ...bar })) },
    encoding: {
      x: {
        field: 'place',
        type: 'nominal',
        sort: places,
        title: null,
        scale: { paddingInner: 0.28, paddingOuter: 0.1 },
      },
      xOffset: { field: 'candidate', sort: candidates, scale: { paddingInner: 0.12 } },
      y: {
        field: 'value',
        type: 'quantitative',
        title: null,
        // Room above the tallest bar, for its number.
        scale: isShare ? { domain: [0, 1] } : { domain: [0, Math.max(1, ...bars.map(({ value }) => value * 1.1))] },
        axis: isShare ? { format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] } : { tickCount: 4, tickMinStep: 1 },
      },
    },
    layer: [
      {
        mark: 'bar',
        encoding: {
          color: {
            field: 'candidate',
            scale: { domain: candidates, range: colours },
            legend: {
              title: null,
              orient: 'top',
              direction: 'horizontal',
              symbolType: 'square',
              columns: legendColumns(candidates),
              labelFontSize: 13,
            },
          },
        },
      },
      {
        mark: { type: 'rule', color: text, opacity: 0.55, strokeWidth: 1.25 },
        encoding: { y: { field: 'lower', type: 'quantitative' }, y2: { field: 'upper' } },
      },
      {
        mark: { type: 'text', baseline: 'bottom', dy: -4, fontSize: 11, color: text },
        encoding: { text: { field: 'label' }, y: { field: 'top', type: 'quantitative' } },
        transform: [{ calculate: 'isValid(datum.upper) ? datum.upper : datum.value', as: 'top' }],
      },
    ],
    config: {
      background: 'transparent',
      font: 'inherit',
      view: { stroke: null },
      axis: { labelColor: text, domainColor: text, tickColor: text, gridColor: text, labelFontSize: 13 },
      axisX: {
        labelAngle: places.length > 6 ? -30 : 0,
        ticks: false,
        domainOpacity: 0.4,
        labelPadding: 8,
        labelLimit: 0,
      },
      axisY: { gridOpacity: 0.12, domain: false, ticks: false, labelOpacity: 0.65, labelFontSize: 11 },
      legend: { labelColor: text, labelLimit: 0 },
    },
  };
}

/** In one row where the names fit beside each other, else in two columns. */
function legendColumns(names: readonly string[]): number {
  const characters = names.reduce((sum, name) => sum + name.length + 5, 0);
  return characters <= 56 ? names.length : 2;
}

/** A colour that a page may change, as files of their own have it in light. */
export function colourOf(variable: keyof typeof seriesColours): string {
  return `var(${variable}, ${seriesColours[variable].light})`;
}
