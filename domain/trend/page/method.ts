import { type Html, html } from '../../report/page/html-text.ts';
import { counted } from '../../report/words/format.ts';
import type { TrendReport } from '../trend-report.ts';

/** What the words of the page mean. */
export function methodSection({ alpha = 0.05, dueIn }: TrendReport): Html {
  return html`<section aria-labelledby="method"><h2 id="method">How to read this</h2>
<dl class="terms">
<dt>look</dt><dd>A test after 3, 4, 6, 8, 10, 13, 17, 22, 29, 38, 50 completed runs of a segment and so on, and at its first run beside earlier ones. It comes with the run: opening this page is none. The k-th look of the schedule may spend 6α/(π²k²) of α ${alpha}, so that a schedule in which nothing falls is called worse, ever, with a probability of at most α. The next look comes after ${counted(dueIn, 'more run')}.</dd>
<dt>p by questions</dt><dd>The slope of each question’s score over the runs, added up by cluster (of one image, say); without a fall each cluster’s slope might as well have the other sign. One-sided.</dd>
<dt>p by runs</dt><dd>t of the line through the scores of whole runs, K − 2 degrees of freedom, one-sided. It heeds what all questions of a run share.</dd>
<dt>worse</dt><dd>Both are at most what the look may spend. It stands until you change what is asked, or pin a baseline.</dd>
<dt>changed</dt><dd>Questions fell, and whole runs scatter so much that a wobble may have done it: a slow provider, a judge in another mood.</dd>
<dt>nothing</dt><dd>No fall was found, which is not that there is none: small ones stay unseen, the more so the fewer runs and questions there are.</dd>
<dt>segment</dt><dd>Runs between which nothing but time has passed. Another model, judge, prompt, test set or grader begins one; a provider’s configuration (<code>system_fingerprint</code>) does not.</dd>
<dt>interval</dt><dd>Of the score of one run alone, clustered. Runs share their questions, so two intervals that overlap say little: the looks compare each question with itself.</dd>
</dl></section>`;
}
