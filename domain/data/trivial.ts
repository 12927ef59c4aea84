import type { TrivialAnswers } from './dataset.ts';
import type { Row } from './sample.ts';

/** The most frequent training answer of each question wording that is asked, and of all; of equally frequent ones the first. */
export function trivialAnswers(
  rows: readonly Pick<Row, 'question' | 'targets'>[],
  asked: ReadonlySet<string>,
): TrivialAnswers | undefined {
  const otherwise = mostFrequent(rows);
  if (otherwise === undefined) return undefined;
  const byQuestion = Map.groupBy(
    rows.filter(({ question }) => asked.has(question)),
    ({ question }) => question,
  );
  const entries = [...byQuestion].map(([question, asked]) => [question, mostFrequent(asked) ?? otherwise] as const);
  return { byQuestion: Object.fromEntries(entries), otherwise };
}

function mostFrequent(rows: readonly Pick<Row, 'targets'>[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { targets } of rows) {
    const [answer] = targets;
    if (answer !== undefined) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return [...counts].reduce<[string | undefined, number]>(
    (best, next) => (next[1] > best[1] ? next : best),
    [undefined, 0],
  )[0];
}
