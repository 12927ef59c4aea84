import type { Metrics } from '../../measuring/metrics-schema.ts';
import type { Report } from '../report-schema.ts';
import { counted, metricText, percent, percentRange, questionsAbout } from './format.ts';

type Agreement = NonNullable<Report['agreement']>;

/** How often each candidate said what another had said, in a sentence. */
export function agreementSentence({ candidates, ...counts }: Metrics, { with: other }: Agreement): string {
  const shares = candidates
    .filter(({ kind }) => kind === 'candidate')
    .map(({ name, slices }) => {
      const { mean, interval } = slices[0]?.scores.normalised ?? {};
      const range = interval ? ` (95 % interval ${percentRange(interval)})` : '';
      return `${name} agrees with ${other} on ${percent(mean)}${range}`;
    });
  return `${shares.join(', ')} by ${metricText('normalised')}, of ${questionsAbout(counts)}.`;
}

/** What the scores of such a report are, and what they are not. */
export function agreementText({ with: other, model, stored, leftOut }: Agreement): string {
  const without =
    leftOut > 0
      ? ` ${counted(leftOut, 'question')} to which it gave no answer ${leftOut === 1 ? 'is' : 'are'} left out.`
      : '';
  return `the targets are the answers of ${other} (${model}, from ${stored.from}) and no labels: a score says how often a candidate says what ${other} said, not how often it is right.${without}`;
}
