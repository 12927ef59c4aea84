import {
  askingApart,
  compareRuns,
  dataApart,
  nameOf,
  type RunComparison,
  rulesApart,
  type SampleDifferences,
  type Side,
} from '../../domain/measuring/run-comparison.ts';
import { differenceInWords } from '../../domain/measuring/value-differences.ts';
import type { AnsweredRun } from '../../runs/answered-run.ts';
import { ClientError } from '../program/client-error.ts';

/** A run and which of its candidates is meant. */
export interface Chosen {
  run: AnsweredRun;
  candidate: string;
}

/** A comparison of two runs' candidates, and in what else than their models they differ. */
export interface ComparedRuns extends RunComparison {
  /** In words; empty when both were asked in the same way. */
  askedDifferently: string[];
  /** The model and who served it, where both candidates are the same one. */
  oneModel?: string;
}

/** The candidate of a run that is meant: the one that is named, else the one that its verdict is about. */
export function choose(run: AnsweredRun, named: string | undefined): Chosen {
  const candidate = named ?? run.spec.verdict?.compare ?? run.candidates[0] ?? '';
  if (run.candidates.includes(candidate)) return { run, candidate };
  throw new ClientError(
    'badInput',
    `run ${run.runId} has no answers of a candidate ${JSON.stringify(candidate)}. There are: ${run.candidates.join(', ')}.`,
  );
}

/**
 * Compares two candidates of two runs on the same samples, graded anew by the same rules.
 * @throws {ClientError} bad input: both are one candidate, or the samples or the rules differ, and how
 */
export async function compareAnswered(first: Chosen, second: Chosen): Promise<ComparedRuns> {
  const [compare, against] = [sideOf(first), sideOf(second)];
  if (nameOf(compare) === nameOf(against)) {
    throw new ClientError('badInput', `Both are ${nameOf(compare)}: name another run, or --candidate and --against.`);
  }
  const names = [compare.runId, against.runId] as const;
  const rules = rulesApart(compare, against).map((difference) => differenceInWords(difference, names));
  if (rules.length > 0) throw refusal('The two runs are judged by different rules', rules);

  const comparing = compareRuns(compare, against);
  for await (const [mine, theirs] of inPairs(first.run.samples(), second.run.samples())) comparing.add(mine, theirs);
  const differences = comparing.differences();
  if (differences)
    throw refusal('The two runs asked about different samples', samplesInWords(differences, compare, against));

  const askedDifferently = askingApart(compare, against).map((difference) => differenceInWords(difference, names));
  const [mine, theirs] = [first, second].map(({ run, candidate }) => run.models[candidate]);
  return { ...comparing.result(), askedDifferently, ...(mine !== undefined && mine === theirs && { oneModel: mine }) };
}

function sideOf({ run: { runId, spec, dataset }, candidate }: Chosen): Side {
  return { runId, candidate, spec, dataset };
}

async function* inPairs<T>(a: AsyncIterable<T>, b: AsyncIterable<T>): AsyncGenerator<[T | undefined, T | undefined]> {
  const [left, right] = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()];
  try {
    for (;;) {
      const [mine, theirs] = [await left.next(), await right.next()];
      if (mine.done && theirs.done) return;
      yield [mine.done ? undefined : mine.value, theirs.done ? undefined : theirs.value];
    }
  } finally {
    await Promise.all([left.return?.(), right.return?.()]);
  }
}

function samplesInWords({ differing, pairs, first }: SampleDifferences, compare: Side, against: Side): string[] {
  const names = [compare.runId, against.runId] as const;
  return [
    `${differing} of ${pairs} samples are not the same; at ${first.sample} ${differenceInWords(first.difference, names)}`,
    ...dataApart(compare, against).map((difference) => differenceInWords(difference, names)),
  ];
}

function refusal(what: string, how: readonly string[]): ClientError {
  return new ClientError(
    'badInput',
    [`${what}, so they cannot be compared:`, ...how.map((line) => `- ${line}`)].join('\n'),
  );
}
