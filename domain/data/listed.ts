/** Problems that a message names; the rest are counted. */
const mostNamed = 5;

/** Characters of a problem that its line holds. */
const longestLine = 300;

/**
 * What is wrong, and what to do: the first problems in a line each, the others as a number. One problem alone stands in
 * one line with what to do.
 */
export function listed(problems: readonly string[], whatToDo: string): string {
  const lines = problems.slice(0, mostNamed).map(asLine);
  if (lines.length < 2) return `${lines.join('')}. ${whatToDo}`;
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : []), whatToDo].join('\n');
}

/** What data says must not end a line. */
function asLine(problem: string): string {
  const line = problem.replace(/\.$/, '').replaceAll(/\s+/g, ' ');
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
