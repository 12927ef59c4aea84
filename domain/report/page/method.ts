import type { RunSpec } from '../../spec/run-spec.ts';
import { minimumClusters } from '../../statistics/clustered.ts';
import type { Report } from '../report-schema.ts';
import { confidence, marginText } from '../words/format.ts';
import { sinceText } from '../words/further-words.ts';
import { graderText, lossText } from '../words/grader-words.ts';
import { unitOf } from '../words/headline.ts';
import { type Html, html } from './html-text.ts';

/** What the words and numbers of the page mean. */
export function methodSection(report: Report): Html {
  const unit = unitOf(report);
  const { comparison } = report;
  const alpha = comparison?.alpha ?? 0.05;
  return html`<section aria-labelledby="method"><h2 id="method">How to read this</h2>
<dl class="terms">
<dt>exact</dt><dd>The answer is the target, character by character, white space at the ends aside.</dd>
<dt>normalised</dt><dd>Both are equal in one Unicode form (NFKC), letter case, punctuation and spacing aside; a sign before a number, a mark between two digits, raised digits and symbols (C++, C#) count. Of a yes/no question, what is read from the answer: a marked conclusion first, else the only yes or no in it.</dd>
<dt>contains</dt><dd>The words of the target occur in the answer, whole and in order. Shown, never the verdict's.</dd>
${graderTerms(report)}<dt>most frequent answer</dt><dd>What one gets without looking: the most frequent training answer to the same wording.</dd>
${comparison && verdictTerms(comparison, unit)}
${scopeTerm(report)}<dt>intervals</dt><dd>Questions about one ${unit} depend on each other, so all intervals are clustered by ${unit}: of a difference from the cluster-robust standard error (Miller 2024, arXiv 2411.00640, with the factor G/(G−1)), where ${unit}s are unequal no smaller than what they would give if size and difference did not depend on each other, and t at G′−1 degrees of freedom, with G′ = (Σn)²/Σn², which is G where all have as many questions; of a score by Wilson with the effective sample size (Korn &amp; Graubard 1998). The end of a difference to which the ${unit}s are skewed is moved out by skewness · (1 + 2t²)/(6√G) standard errors (Johnson 1978), and no difference is taken for surer than ± (1 − α<sup>1/G′</sup>) · (1 − m/15), the share of ${unit}s that can stay unseen where only m differ; from 15 on it is 0. At ${confidence(alpha)}${sinceText(comparison)}, none below ${minimumClusters} ${unit}s.</dd>
</dl></section>`;
}

/** One training is one draw: with another seed the same data make another model. */
function scopeTerm({ candidates }: Report): Html | undefined {
  const tuned = candidates.find(({ tunedFrom }) => tunedFrom !== undefined);
  if (!tuned) return undefined;
  return html`<dt>${tuned.name}</dt><dd>One model, from one training. The verdict is about this model on this test set, not about what fine-tuning does in general.</dd>
`;
}

function graderTerms({ provenance, candidates }: Report): Html {
  const { graders } = provenance.spec as Pick<RunSpec, 'graders'>;
  const terms = Object.entries(graders).map(
    ([name, grader]) => html`<dt>${name}</dt><dd>${graderText(grader)}${lossText(name, candidates)}</dd>`,
  );
  return html`${terms}`;
}

function verdictTerms(comparison: NonNullable<Report['comparison']>, unit: string): Html {
  const { minimumEffect, alpha, margin: asked } = comparison;
  const rule =
    asked === undefined
      ? html`<b>better</b> when all of it lies above 0, <b>worse</b> when all of it lies below, <b>equivalent</b> when it lies within ±${marginText(minimumEffect)}`
      : html`<b>not worse</b> when all of it lies above −${marginText(asked)}, <b>worse</b> when all of it lies below`;
  return html`<dt>verdict</dt><dd>From the ${confidence(alpha)} interval of the difference, the first rule that holds: ${rule}, else <b>undecided</b>, which never means the same. Fewer than ${minimumClusters} ${unit}s are always undecided, and so is a verdict that missing answers could change.</dd>
<dt>p</dt><dd>By sign flips: without a difference the summed difference of each ${unit} might as well have had the other sign; p is the share of all sign patterns that end at least as far from 0. It is never smaller than the interval lets it be, the α at which its nearer end would just reach 0, which is cautious where few ${unit}s differ, or some weigh more than others. Where the interval alone shows a difference, the verdict follows the interval. McNemar’s takes the questions of one ${unit} for independent, which they are not.</dd>`;
}
