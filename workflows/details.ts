import type { AnswerCounts } from '../domain/answering/answer.ts';
import type { Cost } from '../domain/cost/prices.ts';
import type { AskedApproval } from '../domain/run/approval.ts';
import type { CaptureResult, Progress, RatingCounts, RunInput, RunResult, Stage } from '../domain/run/run.ts';

/** How far somebody who is asked is: a candidate, or all raters together. */
export interface Tally {
  name: string;
  /** Samples, or distinct answers that are to be rated. */
  total: number;
  /** Absent while it is being asked: its child tells. */
  counts?: AnswerCounts | RatingCounts;
  /** What it has cost so far, by the spec's prices; absent where it names none. */
  cost?: readonly Cost[];
}

/** Where a run is, as the Temporal UI shows it: Markdown. */
export function detailsOf(
  run: RunInput,
  progress: Progress,
  order: readonly Stage[],
  tallies: readonly Tally[],
): string {
  const { stage, blocked, until, notice, approval } = progress;
  const now = order.indexOf(stage);
  const stages = order.map((name, index) => (index < now ? `${name} ✓` : index === now ? `**${name}**` : name));
  const remedy = until
    ? `Goes on at ${until}, or by \`tempera resume ${run.runId}\`, or the update \`resume\`.`
    : `Mend it, then \`tempera resume ${run.runId}\`, or send the update \`resume\`.`;
  return paragraphs([
    approval ? askedText(run, approval) : '',
    blocked ? `**Blocked:** ${plain(blocked)}\n\n${remedy}` : '',
    notice ? `**Note:** ${plain(notice)}` : '',
    talliesText(tallies),
    tallies.some(({ counts }) => !counts)
      ? 'How far each of the others is, its own workflow tells: tab *Relationships*.'
      : '',
    stages.join(' → '),
  ]);
}

/** How a run ended. */
export function endText(run: RunInput, result: RunResult | CaptureResult, tallies: readonly Tally[]): string {
  const word = verdictOf(result);
  const command = 'report' in result ? 'report' : 'export';
  return paragraphs([
    `**Ended:** ${result.outcome}${word ? `, verdict **${word}**` : ''}. All of it: \`tempera ${command} ${run.runId}\``,
    talliesText(tallies),
  ]);
}

/** The verdict, and why it confirms nothing where it does not. */
export function verdictOf(result: RunResult | CaptureResult): string | undefined {
  if (!('report' in result)) return undefined;
  const { verdict, notice } = result;
  return verdict && (notice ? `${verdict}, ${notice}` : verdict);
}

/** A table of who is asked, how far each is, and what that cost. */
export function talliesText(tallies: readonly Tally[]): string {
  if (tallies.length === 0) return '';
  const isPriced = tallies.some(({ cost }) => cost !== undefined);
  const head = ['', 'answered', 'refused', 'failed', ...(isPriced ? ['cost'] : [])];
  const rows = tallies.map((tally) => [
    plain(tally.name),
    ...countsOf(tally),
    ...(isPriced ? [costText(tally.cost)] : []),
  ]);
  const sum = addCosts(tallies.map(({ cost }) => cost));
  const all = isPriced && tallies.length > 1 ? [['together', '', '', '', costText(sum)]] : [];
  const lines = [spaced(head), ['---', ...head.slice(1).map(() => '---:')], ...[...rows, ...all].map(spaced)];
  const price = isPriced ? '\n\nCosts are those of complete shards by the prices of the spec, without training.' : '';
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}${price}`;
}

/** The UI draws its tables without any space between columns. */
function spaced([first = '', ...others]: readonly string[]): string[] {
  return [first, ...others.map((cell) => `\u2003${cell}`)];
}

function countsOf({ counts, total }: Tally): string[] {
  if (!counts) return [`… of ${total}`, '', ''];
  if ('rated' in counts) return [`${counts.rated} of ${total}`, '', `${counts.failed}`];
  return [`${counts.answered} of ${total}`, `${counts.refused}`, `${counts.failed}`];
}

/** Adds costs up, currency by currency; undefined where none is known. */
export function addCosts(costs: readonly (readonly Cost[] | undefined)[]): Cost[] | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  if (known.length === 0) return undefined;
  const sums: Record<string, number> = {};
  for (const { currency, amount } of known.flat()) sums[currency] = (sums[currency] ?? 0) + amount;
  return Object.entries(sums).map(([currency, amount]) => ({ currency, amount }));
}

function costText(costs: readonly Cost[] | undefined): string {
  return (costs ?? []).map(({ amount, currency }) => `${amountText(amount)} ${currency}`).join(' + ');
}

function amountText(amount: number): string {
  return amount === 0 || amount >= 0.1
    ? amount.toFixed(2)
    : amount < 0.0001
      ? '< 0.0001'
      : `${Number(amount.toPrecision(2))}`;
}

/** What a person is asked, and how to answer. */
function askedText({ runId }: RunInput, { estimate, lines, risen }: AskedApproval): string {
  const higher =
    risen.length === 0 ? [] : ['Higher than what was approved:', ...risen.map((text) => `- ${plain(text)}`), ''];
  return [
    '**Waiting for approval** of this estimate. Nothing is paid before.',
    '',
    '```',
    ...lines.map((text) => text.replaceAll('`', "'")),
    '```',
    '',
    ...higher,
    `Approve it: \`tempera approve ${runId}\`, or send the update \`approve\` with`,
    '',
    '```json',
    JSON.stringify({ estimate, by: 'NAME' }, null, 2),
    '```',
    '',
    `Reject it, which ends the run: \`tempera reject ${runId} --reason TEXT\`, or the update \`reject\` with \`{"reason":"TEXT"}\`.`,
  ].join('\n');
}

/** A text that draws no Markdown of its own. */
function plain(text: string): string {
  return text.replaceAll('`', "'").replaceAll(/[|\\*_[\]<>]/g, '\\$&');
}

function paragraphs(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
