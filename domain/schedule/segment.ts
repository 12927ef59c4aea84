import type { RunSpec } from '../spec/run-spec.ts';
import { followedIn, type SpecParts, specParts } from '../trend/followed.ts';

/** What the runs of a stretch of a schedule have in common, so that their scores can be held against each other. */
export interface Segment {
  spec: RunSpec;
  /** Identifies the test set; absent where each run reads its data anew. */
  testSet?: string | undefined;
}

const words: Record<keyof SpecParts | 'testSet', string> = {
  requested: 'the model',
  setup: 'how questions are asked',
  graders: 'the metric or its grader',
  testSet: 'the test set',
};

/** What tells two segments apart as the trend does, of what it follows; in words, nothing where they are one. */
export function segmentChanges(before: Segment, after: Segment): string[] {
  const [known, now] = [partsOf(before), partsOf(after)];
  const parts = Object.keys(words) as (keyof typeof words)[];
  return parts.filter((part) => known[part] !== now[part]).map((part) => words[part]);
}

function partsOf({ spec, testSet }: Segment): Record<keyof typeof words, string> {
  return { ...specParts(spec, followedIn(spec)), testSet: JSON.stringify([spec.on, testSet]) };
}
