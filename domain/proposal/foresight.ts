import { foreseenOf, foreseenText } from '../report/words/foreseen-words.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import type { Proposal } from './proposal.ts';

/** What the rows that will be asked could show, as `prepare` and `start` say it; their number is about right. */
export function foresightOf(
  { asked, columns }: Proposal,
  spec: Pick<RunSpec, 'verdict' | 'comparisons' | 'data'>,
): string | undefined {
  const unit = columns?.showsImages ? 'image' : 'question';
  return foreseenText(spec, asked, foreseenOf(spec, asked), { unit, unseen: columns?.showsImages === true });
}
