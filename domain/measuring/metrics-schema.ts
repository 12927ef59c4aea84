import { z } from 'zod';

/** How many of something there are. */
export const Count = z.int().nonnegative();
const Interval = z.object({ lower: z.number(), upper: z.number() });
const EndRule = z.enum(['t', 'floor']);
const DifferenceInterval = Interval.extend({
  by: z
    .object({ lower: EndRule, upper: EndRule })
    .optional()
    .describe('what each end rests on: on t, or on what may have stayed unseen where few clusters differ'),
});

/** A score by one rule; `mean` and `interval` are absent where there is too little to compute them from. */
const Score = z.object({
  points: z.number().describe('sum of the scores; the right answers when each is 0 or 1'),
  samples: Count.describe('samples scored: answered and refused'),
  mean: z.number().optional(),
  interval: Interval.optional(),
  unreadable: Count.optional().describe('answers from which the grader could read nothing; wrong'),
  ungraded: Count.optional().describe('answers that the grader, a model, failed to grade; missing'),
});

const Scores = z.object({ exact: Score, normalised: Score, contains: Score }).catchall(Score);

const SliceName = z.object({ dimension: z.string().nullable(), value: z.string() });

const Ratings = z.object({
  samples: Count.describe('samples that the judge is asked about'),
  labels: z.array(z.object({ label: z.string(), count: Count })).describe('from best to worst'),
  settled: Count.optional().describe('of the labels, those that rules gave without asking the judge'),
  refused: Count,
  failed: Count.describe('samples without an answer'),
  unrated: Count.describe('answers that the judge failed to rate'),
});

const Slice = SliceName.extend({
  samples: Count,
  clusters: Count,
  answered: Count,
  refused: Count,
  failed: Count,
  unreadable: Count.describe('yes/no questions from whose answer neither can be read; wrong'),
  cutByLength: Count.describe('answers cut by length; scored as they are'),
  changed: Count.optional().describe('samples whose answer was not the same in every repeat; absent without repeats'),
  scores: Scores,
  ratings: Ratings.optional(),
});

const Rule = z.string().describe('exact, normalised, contains, or a grader of the spec');

const Test = z.object({
  p: z.number().describe('two-sided, by sign flips over clusters, and no smaller than the interval lets it be'),
  method: z.enum(['exact', 'patterns', 'draws']).describe('of the sign flips'),
  signFlips: z.number().optional().describe('p by sign flips alone, where the interval raises it'),
  adjusted: z.number().optional().describe('by Holm, within the slices tested by the same rule'),
});

/** A paired difference; what is absent could not be computed, or was too little to test. */
const PairedDifference = z.object({
  samples: Count.describe('samples that both candidates have a score for'),
  clusters: Count,
  changed: Count.describe('clusters with a difference'),
  missing: Count.describe('samples that one of them has no score for'),
  mean: z.number().optional().describe('compare minus against'),
  standardError: z.number().optional(),
  alpha: z.number().optional().describe('of the interval; s slices tested share the alpha of the comparison'),
  interval: DifferenceInterval.optional(),
  test: Test.optional(),
});

const Difference = SliceName.extend({
  rule: Rule,
  sameAs: SliceName.optional().describe('an earlier slice of the very same samples, with which this one is one test'),
  ...PairedDifference.shape,
  scores: z
    .object({ compare: z.number(), against: z.number() })
    .optional()
    .describe('sums of the scores of the two on these samples'),
  pairs: z.object({ both: Count, onlyCompare: Count, onlyAgainst: Count, neither: Count }).describe('right answers'),
  mcNemar: z.number().optional().describe('p if samples were independent; decides nothing'),
});

const RatingDifference = PairedDifference.extend({ higher: Count, equal: Count, lower: Count }).describe(
  'share of samples rated higher minus share rated lower; a refusal is below every label',
);

const Planning = z.object({
  power: z.number(),
  detectable: z.number().describe('smallest difference that a test of this size finds with this power'),
  effect: z.number().describe('the minimum effect or margin of the spec'),
  clusters: Count.optional().describe('about how many it takes to find the effect'),
});

const VerdictWord = z.enum(['better', 'worse', 'equivalent', 'not-worse', 'undecided']);

const Bound = z.object({ mean: z.number().optional(), interval: DifferenceInterval.optional(), verdict: VerdictWord });

const Comparison = z.object({
  compare: z.string(),
  against: z.string(),
  metric: Rule,
  slice: z.record(z.string(), z.string()).optional(),
  minimumEffect: z.number(),
  margin: z.number().optional().describe('when the spec asks for not-worse'),
  alpha: z.number().describe('of the intervals: the alpha of the spec, shared by the family'),
  family: Count.describe('comparisons that the spec names, this one among them'),
  verdict: VerdictWord,
  because: z.enum(['interval', 'too few clusters', 'missing answers']),
  primary: Difference,
  bounds: z
    .object({ for: Bound, against: Bound })
    .optional()
    .describe('when answers are missing: all of them counted for, then against, the compared candidate'),
  differences: z.array(Difference).describe('every rule in every slice'),
  ratings: RatingDifference.optional(),
  planning: Planning.optional(),
});

/** Why an answer or a rating is none, and how often that was the end of it. */
export const ReasonSchema = z.object({
  outcome: z.enum(['refused', 'failed']),
  code: z.string().describe("the provider's, the HTTP status, or a word of ours"),
  status: Count.optional().describe('of the HTTP response, where there was one'),
  count: Count,
});

/** One candidate, or the baseline, in every slice. */
export const CandidateMetricsSchema = z.object({
  name: z.string(),
  kind: z.enum(['candidate', 'baseline']),
  incomplete: z.boolean().describe('more samples failed than the spec allows, or none was answered'),
  slices: z.array(Slice),
  answers: z
    .object({
      asked: Count.describe('each repeat for itself'),
      empty: Count.describe('without a text, answered so or failed so'),
      emptyAtLimit: Count.describe('of these, cut by length'),
    })
    .optional()
    .describe('absent of the baseline, and in what 0.1.0 stored'),
  reasons: z.array(ReasonSchema).optional().describe('of all refusals and failures, the most frequent first'),
  finishWords: z
    .array(z.object({ word: z.string(), count: Count }))
    .optional()
    .describe('by which the provider says that an answer has ended, and which we do not know'),
});

/** What was measured: `metrics.json`, and the numbers of the report. */
export const MetricsSchema = z.object({
  samples: Count,
  clusters: Count,
  images: Count,
  candidates: z.array(CandidateMetricsSchema),
  comparison: Comparison.optional().describe('the one that decides the verdict'),
  comparisons: z.array(Comparison).describe('further ones of the spec, in its order; no verdict rests on them'),
});

export type Metrics = z.infer<typeof MetricsSchema>;
export type CandidateMetrics = z.infer<typeof CandidateMetricsSchema>;
export type SliceMetrics = z.infer<typeof Slice>;
export type Score = z.infer<typeof Score>;
export type RatingDistribution = z.infer<typeof Ratings>;
export type PairedDifference = z.infer<typeof PairedDifference>;
export type Difference = z.infer<typeof Difference>;
export type RatingDifference = z.infer<typeof RatingDifference>;
export type Reason = z.infer<typeof ReasonSchema>;
export type Planning = z.infer<typeof Planning>;
export type Comparison = z.infer<typeof Comparison>;
