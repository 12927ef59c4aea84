import type { RunSpec } from '../spec/run-spec.ts';

/** What the runs of a stretch of a schedule have in common, so that their scores can be held against each other. */
export interface Segment {
  spec: RunSpec;
  /** Identifies the test set; absent where each run reads its data anew. */
  testSet?: string | undefined;
}

/** What tells two segments apart, in words; nothing where they are one. */
export function segmentChanges(before: Segment, after: Segment): string[] {
  const [known, now] = [partsOf(before), partsOf(after)];
  return [...new Set([...known.keys(), ...now.keys()])].filter((part) => known.get(part) !== now.get(part));
}

function partsOf({ spec, testSet }: Segment): Map<string, string> {
  const { candidates, judge, graders, prompt, repeats, provider, providers, on, fineTune } = spec;
  const whoServes = (name = provider) => [name, providers[name]?.baseUrl];
  const named = <T extends object>(what: string, all: Readonly<Record<string, T>>) =>
    Object.entries(all).map(([name, one]): [string, unknown] => [
      `the ${what} ${name}`,
      [one, whoServes('provider' in one ? (one.provider as string | undefined) : undefined)],
    ]);
  const parts: [string, unknown][] = [
    ...named('candidate', candidates),
    ...named('grader', graders),
    ['the judge', judge && [judge, whoServes(judge.provider)]],
    ['what is fine-tuned', fineTune],
    ['how questions are asked', [prompt, repeats]],
    ['the test set', [on, testSet]],
  ];
  return new Map(parts.map(([part, value]) => [part, JSON.stringify(value) ?? '']));
}
