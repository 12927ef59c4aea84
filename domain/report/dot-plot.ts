import type { TopLevelSpec } from 'vega-lite';
import { colourOf } from './bar-chart.ts';

/** The difference in one slice. */
export interface Dot {
  place: string;
  /** In points, as the interval. */
  value: number;
  /** Absent where there is too little to test: such a dot is hollow. */
  lower?: number | undefined;
  upper?: number | undefined;
}

interface Dots {
  dots: readonly Dot[];
  /** In points; shaded on both sides of 0. */
  effect: number;
}

const text = 'currentColor';
const colour = colourOf('--series-1');

/** Differences below each other with their intervals, in Vega-Lite; 0 and the minimum effect behind them. */
export function dotPlot({ dots, effect }: Dots): TopLevelSpec {
  const x = { type: 'quantitative', title: null } as const;
  return {
    width: 760,
    height: { step: 32 },
    data: { values: dots.map((dot) => ({ ...dot, isTested: dot.lower !== undefined })) },
    encoding: {
      y: { field: 'place', type: 'nominal', sort: dots.map(({ place }) => place), title: null },
    },
    layer: [
      {
        data: { values: [{ from: -effect, to: effect }] },
        mark: { type: 'rect', color: text, opacity: 0.1 },
        encoding: {
          x: { field: 'from', ...x, axis: axisOfPoints },
          x2: { field: 'to' },
          y: { value: 0 },
          y2: { value: 'height' },
        },
      },
      {
        data: { values: [{ from: 0 }] },
        mark: { type: 'rule', color: text, opacity: 0.55 },
        encoding: { x: { field: 'from', ...x }, y: { value: 0 }, y2: { value: 'height' } },
      },
      {
        transform: [{ filter: 'datum.isTested' }],
        mark: { type: 'rule', color: colour, strokeWidth: 2.5 },
        encoding: { x: { field: 'lower', ...x }, x2: { field: 'upper' } },
      },
      {
        mark: { type: 'point', filled: false, color: colour, fill: colour, size: 75, strokeWidth: 2, opacity: 1 },
        encoding: {
          x: { field: 'value', ...x },
          fillOpacity: { condition: { test: 'datum.isTested', value: 1 }, value: 0 },
        },
      },
    ],
    config: {
      background: 'transparent',
      font: 'inherit',
      view: { stroke: null },
      axis: { labelColor: text, tickColor: text, gridColor: text, domainColor: text, labelFontSize: 13 },
      axisX: { gridOpacity: 0.12, domain: false, ticks: false, labelOpacity: 0.65, labelFontSize: 11 },
      axisY: { grid: false, domain: false, ticks: false, labelPadding: 12, labelLimit: 280 },
    },
  };
}

const axisOfPoints = {
  labelExpr: "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + abs(datum.value)",
  tickCount: 8,
};
