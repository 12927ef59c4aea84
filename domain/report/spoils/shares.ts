import type { Spoil } from '../report-schema.ts';
import { counted, whole } from '../words/format.ts';

/** Some of many, as a share; none of nothing. */
export function shareOf(count: number, all: number): Pick<Spoil, 'count' | 'of' | 'share'> {
  return { count, of: all, share: all === 0 ? 0 : count / all };
}

/** Some of many in words, such as `3 of 40 answers`. */
export function outOf(count: number, all: number, noun: string): string {
  return `${whole(count)} of ${counted(all, noun)}`;
}
