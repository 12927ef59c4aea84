import type { RunScores } from './run-scores.ts';

/** What runs of one segment have in common, in texts that are equal only for what is equal. */
export interface SegmentKey {
  /** Who answered, as the provider named it. */
  models: string;
  /** Which model was asked for, at whom: what a person has chosen. */
  requested: string;
  /** Who judged, as the provider named it; empty where no model did. */
  judges: string;
  /** How it was asked: parameters, prompt, repeats. */
  setup: string;
  /** Its samples with their targets. */
  testSet: string;
  /** The metric, and by what it is graded. */
  graders: string;
}

/** Why a segment begins: parts of its key, or a baseline that was pinned before it. */
export type SegmentCause = keyof SegmentKey | 'baseline';

/** A completed run of a schedule, with its scores by the metric that is followed. */
export interface TestedRun extends RunScores {
  run: string;
  key: SegmentKey;
}

/** Runs that can be told apart by nothing but when they were. */
export interface Segment {
  /** Nothing of the first. */
  because: readonly SegmentCause[];
  runs: readonly TestedRun[];
}

/** The parts in which two keys differ. */
export function keysApart(a: SegmentKey, b: SegmentKey): (keyof SegmentKey)[] {
  return (Object.keys(a) as (keyof SegmentKey)[]).filter((part) => a[part] !== b[part]);
}

/** Whether scores of two runs can be compared, sample by sample. */
export function areComparable(a: TestedRun, b: TestedRun): boolean {
  return a.key.testSet === b.key.testSet && a.key.graders === b.key.graders;
}

/** True of what a person has changed: a provider replaces models by itself. */
export function isOwnChange(cause: SegmentCause): boolean {
  return cause !== 'models' && cause !== 'judges';
}

/** Cuts runs, in their order, where their key changes, and after the last run of a pinned baseline. */
export function segmentsOf(runs: readonly TestedRun[], baselines: readonly (readonly string[])[]): Segment[] {
  const ends = new Set(baselines.map((baseline) => baseline.at(-1)));
  const segments: { because: SegmentCause[]; runs: TestedRun[] }[] = [];
  for (const [index, run] of runs.entries()) {
    const last = runs[index - 1];
    const because: SegmentCause[] = last ? keysApart(last.key, run.key) : [];
    if (last && ends.has(last.run)) because.push('baseline');
    if (!last || because.length > 0) segments.push({ because, runs: [run] });
    else segments.at(-1)?.runs.push(run);
  }
  return segments;
}
