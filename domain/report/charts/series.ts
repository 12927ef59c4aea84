import type { CandidateReport, Report } from '../report-schema.ts';

/** Names of the CSS variables that colour candidates, with the values that files of their own fall back to. */
export const seriesColours = {
  '--series-1': { light: '#0b6e6e', dark: '#54bdb4' },
  '--series-2': { light: '#c7862f', dark: '#dfae62' },
  '--series-3': { light: '#6f5596', dark: '#ae93d6' },
  '--series-4': { light: '#4a74ad', dark: '#8cb0e6' },
  '--series-5': { light: '#9c4a5a', dark: '#dc93a2' },
  '--series-baseline': { light: '#b4aea2', dark: '#6f6b63' },
} as const;

type Variable = keyof typeof seriesColours;

const own: readonly Variable[] = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5'];

/** The colour variables of candidates, by their names. */
export type Series = ReadonlyMap<string, Variable>;

/** The colour variable of each candidate: the compared one first, then what it is compared with, then the others. */
export function seriesOf({ candidates, comparison }: Report): Series {
  const rank = ({ name }: CandidateReport) => [comparison?.compare, comparison?.against].indexOf(name) + 1 || 3;
  const ranked = candidates.filter(({ kind }) => kind === 'candidate').sort((a, b) => rank(a) - rank(b));
  const colours = new Map<string, Variable>();
  for (const [index, { name }] of ranked.entries()) colours.set(name, own[index % own.length] ?? '--series-1');
  for (const { name, kind } of candidates) if (kind === 'baseline') colours.set(name, '--series-baseline');
  return colours;
}
