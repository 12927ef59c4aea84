import type { RunSpec } from '../../spec/run-spec.ts';
import type { Report } from '../report-schema.ts';
import { counted, whole } from './format.ts';

/** How often each sample was asked, and of how many the answers differed; undefined when each was asked once. */
export function repeatsText({ provenance, candidates, samples }: Report): string | undefined {
  const { repeats } = provenance.spec as Pick<RunSpec, 'repeats'>;
  if (repeats === 1) return undefined;
  const changed = candidates
    .filter(({ kind }) => kind === 'candidate')
    .map(({ name, slices }) => `${whole(slices[0]?.changed ?? 0)} by ${name}`);
  return `Each question was asked ${whole(repeats)} times, and a score is the mean. Not answered the same every time, of ${counted(samples, 'question')}: ${changed.join(', ')}.`;
}
