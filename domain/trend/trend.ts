import { dropTest, fallTest, type LookTest, type TrendWord, wordOf } from './look-tests.ts';
import { alphaOfLook, isDue, runsAtLook } from './looks.ts';
import { areComparable, isOwnChange, type Segment, segmentsOf, type TestedRun } from './segments.ts';

/** One look: at the runs of a segment so far, or at its first run beside earlier ones. */
export interface TrendLook extends LookTest {
  /** Counts all looks of a schedule, from 1. */
  k: number;
  /** What this one may spend. */
  alpha: number;
  /** The completed run that brought it about. */
  run: string;
  /** Whether the metric falls; or how it is beside the baseline's runs, or those of the segment before. */
  asks: 'fall' | 'baseline' | 'before';
  /** The runs that it looks at, or compares with. */
  runs: readonly string[];
  word: TrendWord;
}

/** A segment with its looks. */
export interface LookedAt extends Segment {
  looks: readonly TrendLook[];
}

/** What the runs of a schedule have come to. */
export interface Trend {
  /** What all looks may spend together, however many there will be. */
  alpha: number;
  segments: readonly LookedAt[];
  /** The runs that the next segment will be compared with; absent until there are enough. */
  baseline?: readonly string[];
  /**
   * worse stands until a person changes what is asked or pins a baseline, changed until the segment ends. Absent before the
   * first look, and before the first one after a baseline was pinned.
   */
  word?: TrendWord;
  /** The look that the word is of. */
  by?: TrendLook;
  /** Further runs until the next look is due, while nothing but time passes. */
  dueIn: number;
  /** The newest run is the last of a baseline that was pinned. */
  isPinned?: true;
}

/** How a trend is looked for. */
export interface TrendRule {
  alpha: number;
  /** Runs that were pinned, the oldest pin first. */
  baselines: readonly (readonly string[])[];
}

/** Runs of a baseline: fewer tell too little of how runs scatter. */
export const baselineRuns = 3;

/** Looks at the completed runs of a schedule, in their order, as often as there are runs: calling it is no look. */
export function trendOf(runs: readonly TestedRun[], { alpha, baselines }: TrendRule): Trend {
  const segments: LookedAt[] = [];
  let k = 0;
  const look = (about: Pick<TrendLook, 'run' | 'asks' | 'runs'>, test: (alpha: number) => LookTest): TrendLook => {
    k += 1;
    const own = alphaOfLook(k, alpha);
    const tested = test(own);
    return { k, alpha: own, ...about, ...tested, word: wordOf(tested, own) };
  };
  for (const segment of segmentsOf(runs, baselines)) {
    const baseline = baselineBefore(segments, baselines);
    const looks = [...beside(segment, segments.at(-1), baseline, look), ...within(segment, look)];
    segments.push({ ...segment, looks });
  }
  const baseline = baselineBefore(segments, baselines);
  const newest = runs.at(-1)?.run;
  const isPinned = newest !== undefined && baselines.some((pinned) => pinned.at(-1) === newest);
  const by = isPinned ? undefined : tellingOf(segments);
  return {
    alpha,
    segments,
    ...(baseline.length > 0 && { baseline: namesOf(baseline) }),
    ...(by && { word: by.word, by }),
    dueIn: isPinned ? 1 : dueIn(segments.at(-1)?.runs.length ?? 0),
    ...(isPinned && { isPinned }),
  };
}

type Look = (about: Pick<TrendLook, 'run' | 'asks' | 'runs'>, test: (alpha: number) => LookTest) => TrendLook;

/** The first run of a segment beside the baseline and beside the segment before, which are one look where they are the same. */
function beside(
  { because, runs: [first] }: Segment,
  before: Segment | undefined,
  baseline: readonly TestedRun[],
  look: Look,
): TrendLook[] {
  if (!first || !before) return [];
  const besides = [
    { asks: 'baseline' as const, runs: baseline },
    { asks: 'before' as const, runs: because.includes('baseline') ? [] : before.runs },
  ];
  const [one, other] = besides.map(({ runs }) => namesOf(runs).join());
  return besides
    .slice(0, one === other ? 1 : 2)
    .filter(({ runs }) => runs.length > 1 && runs.every((run) => areComparable(run, first)))
    .map(({ asks, runs }) =>
      look({ run: first.run, asks, runs: namesOf(runs) }, (alpha) => dropTest(runs, [first], alpha)),
    );
}

/** The looks that fall due as a segment grows. */
function within({ runs }: Segment, look: Look): TrendLook[] {
  return runs.flatMap(({ run }, index) => {
    const seen = runs.slice(0, index + 1);
    if (!isDue(seen.length)) return [];
    return [look({ run, asks: 'fall', runs: namesOf(seen) }, (alpha) => fallTest(seen, alpha))];
  });
}

/** The baseline that was pinned last, and else the first runs of the first segment that has enough of them. */
function baselineBefore(segments: readonly Segment[], baselines: readonly (readonly string[])[]): TestedRun[] {
  const runs = new Map(segments.flatMap((segment) => segment.runs.map((run) => [run.run, run] as const)));
  const pinned = baselines.findLast((baseline) => baseline.every((run) => runs.has(run)));
  if (pinned) return pinned.flatMap((run) => runs.get(run) ?? []);
  return segments.find((segment) => segment.runs.length >= baselineRuns)?.runs.slice(0, baselineRuns) ?? [];
}

/** The looks that no change of a person's has answered since. */
function standing(segments: readonly LookedAt[]): TrendLook[] {
  const from = segments.findLastIndex(({ because }) => because.some(isOwnChange));
  return segments.slice(Math.max(0, from)).flatMap(({ looks }) => looks);
}

/** The first look that found worse; else the newest of the present segment that found a change, or any. */
function tellingOf(segments: readonly LookedAt[]): TrendLook | undefined {
  const looks = standing(segments);
  const present = segments.at(-1)?.looks ?? [];
  return (
    looks.find(({ word }) => word === 'worse') ?? present.findLast(({ word }) => word === 'changed') ?? looks.at(-1)
  );
}

function dueIn(runs: number): number {
  let look = 1;
  while (runsAtLook(look) <= runs) look += 1;
  return runsAtLook(look) - runs;
}

function namesOf(runs: readonly TestedRun[]): string[] {
  return runs.map(({ run }) => run);
}
