import type { CandidateReport } from '../report-schema.ts';
import { counted, whole } from './format.ts';

type Stored = NonNullable<CandidateReport['stored']>;

/** The place that answers given before come from, and what of them could not be checked. */
export function storedRemarks({ name, stored }: Pick<CandidateReport, 'name' | 'stored'>): string[] {
  if (!stored) return [];
  return [fromText(name, stored), uncheckedText(name, stored), leftOutText(stored)].filter((text) => text !== '');
}

function fromText(name: string, stored: Stored): string {
  const { shutdownDate } = stored;
  const gone = shutdownDate === undefined ? '' : ` Its model is served until ${shutdownDate}.`;
  return `The answers of ${name} were given before (${givenText(stored)}) and taken from ${stored.from}: nobody was asked, and only this run's rules rate them.${gone}`;
}

/** When answers were given: as they say themselves, else not after their file was written. */
export function givenText({ said, modified }: Stored): string {
  const [from, to] = [said?.from.slice(0, 10), said?.to.slice(0, 10)];
  if (from !== undefined) return from === to ? `on ${from}` : `from ${from} to ${to}`;
  return modified === undefined
    ? 'it is not said when'
    : `not after ${modified.slice(0, 10)}, when the file was written`;
}

function uncheckedText(name: string, { from, unchecked, answers }: Stored): string {
  const parts = Object.entries(unchecked).map(([field, count]) =>
    count === answers
      ? `the ${field} of all of them`
      : `the ${field} of ${whole(count)} of ${counted(answers, 'answer')}`,
  );
  if (parts.length === 0) return '';
  return `Not checked for ${name}, since ${from} does not tell: ${parts.join(', ')}.`;
}

function leftOutText({ from, unused, repeatsLeftOut }: Stored): string {
  const parts = [
    ...(unused > 0 ? [`${counted(unused, 'answer')} to no sample of this run`] : []),
    ...(repeatsLeftOut > 0 ? [counted(repeatsLeftOut, 'further repeat')] : []),
  ];
  return parts.length === 0 ? '' : `${from} also has ${parts.join(' and ')}, left out here.`;
}
