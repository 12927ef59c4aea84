import type { Shutdown } from '../models/shutdown.ts';
import { type Interval, scoreInterval } from '../statistics/clustered.ts';
import type { Followed, NamedModels } from './followed.ts';
import type { ColumnOfScores } from './score-column.ts';
import type { SegmentCause, TestedRun } from './segments.ts';
import { type Trend, type TrendLook, trendOf } from './trend.ts';

/** A run as the trend shows it. */
export interface ShownRun {
  run: string;
  /** ISO 8601 in UTC, to the second. */
  slot: string;
  /** late: done after a run of a later slot; open: without a report (yet). Only tested ones are looked at. */
  state: 'tested' | 'late' | 'incomplete' | 'trial' | 'open';
  /** Counted from 1; of tested runs. */
  segment?: number;
  /** The baseline that the next segment would be compared with. */
  baseline?: true;
  score?: {
    mean: number;
    /** At 1 − alpha, of this run alone. */
    interval?: Interval;
    samples: number;
    clusters: number;
    /** Samples without a score. */
    missing: number;
  };
  models?: readonly string[];
  fingerprints?: readonly string[];
  /** Those that this run has brought about. */
  looks: readonly TrendLook[];
}

/** A segment as the trend shows it. */
export interface ShownSegment {
  /** Counted from 1. */
  segment: number;
  because: readonly SegmentCause[];
  runs: readonly string[];
  models: string;
  /** Who judged, where a model gives the metric. */
  judges?: string;
}

/** What `tempera trend --json` prints: all that page and terminal show. */
export interface TrendReport extends Partial<Followed>, Omit<Trend, 'segments' | 'alpha'> {
  schedule: string;
  segments: readonly ShownSegment[];
  runs: readonly ShownRun[];
  /** When models stop that the newest tested run has asked. */
  shutdowns: readonly Shutdown[];
}

/** All that a trend is made of. */
export interface TrendParts {
  schedule: string;
  followed?: Followed;
  runs: readonly {
    run: string;
    slot: string;
    state: ShownRun['state'];
    scores?: ColumnOfScores & TestedRun & NamedModels;
  }[];
  shutdowns: readonly Shutdown[];
  /** Runs that were pinned, the oldest pin first. */
  baselines: readonly (readonly string[])[];
}

/** Looks at the tested runs of a schedule, and puts what is known of all of them together. */
export function trendReport({ schedule, followed, runs, shutdowns, baselines }: TrendParts): TrendReport {
  const tested = runs.flatMap(({ scores }) => scores ?? []);
  const { segments, alpha, ...found } = trendOf(tested, { alpha: followed?.alpha ?? 0.05, baselines });
  const place = new Map(segments.flatMap((segment, index) => segment.runs.map(({ run }) => [run, index + 1] as const)));
  const looks = segments.flatMap((segment) => segment.looks);
  return {
    schedule,
    ...followed,
    ...found,
    segments: segments.map(({ because, runs: own }, index) => ({
      segment: index + 1,
      because,
      runs: own.map(({ run }) => run),
      models: own[0]?.key.models ?? '',
      ...(own[0]?.key.judges && { judges: own[0].key.judges }),
    })),
    runs: runs.map((run) => ({
      ...shown(run, alpha),
      ...(place.has(run.run) && { segment: place.get(run.run) ?? 0 }),
      ...(found.baseline?.includes(run.run) && { baseline: true as const }),
      looks: looks.filter((look) => look.run === run.run),
    })),
    shutdowns,
  };
}

function shown({ run, slot, state, scores }: TrendParts['runs'][number], alpha: number): Omit<ShownRun, 'looks'> {
  if (!scores) return { run, slot, state };
  const { estimate, missing, models, fingerprints } = scores;
  const interval = scoreInterval(estimate, alpha);
  const { mean, n: samples, clusters } = estimate;
  return {
    run,
    slot,
    state,
    score: { mean, ...(interval && { interval }), samples, clusters, missing },
    models,
    fingerprints,
  };
}
