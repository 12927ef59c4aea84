import { z } from 'zod';

/** How many of something there are. */
export const Count = z.int().nonnegative();
const Interval = z.object({ lower: z.number(), upper: z.number() });

/** A score by one rule; `mean` and `interval` are absent where there is too little to compute them from. */
const Score = z.object({
  points: z.number().describe('sum of the scores; the right answers when each is 0 or 1'),
  samples: Count.describe('samples scored: answered and refused'),
  mean: z.number().optional(),
  interval: Interval.optional(),
});

const Scores = z.object({ exact: Score, normalised: Score, contains: Score });

const SliceName = z.object({ dimension: z.string().nullable(), value: z.string() });

const Ratings = z.object({
  samples: Count.describe('samples that the judge is asked about'),
  labels: z.array(z.object({ label: z.string(), count: Count })).describe('from best to worst'),
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
  scores: Scores,
  ratings: Ratings.optional(),
});

const Rule = z.enum(['exact', 'normalised', 'contains']);

const Difference = SliceName.extend({
  rule: Rule,
  samples: Count.describe('samples that both candidates have a score for'),
  clusters: Count,
  missing: Count.describe('samples that one of them has no score for'),
  pairs: z.object({ both: Count, onlyCompare: Count, onlyAgainst: Count, neither: Count }).describe('right answers'),
  mean: z.number().optional().describe('score of compare minus score of against'),
  standardError: z.number().optional(),
  interval: Interval.optional(),
});

const VerdictWord = z.enum(['better', 'worse', 'equivalent', 'undecided']);

const Bound = z.object({ mean: z.number().optional(), interval: Interval.optional(), verdict: VerdictWord });

const Comparison = z.object({
  compare: z.string(),
  against: z.string(),
  metric: Rule,
  slice: z.record(z.string(), z.string()).optional(),
  minimumEffect: z.number(),
  alpha: z.number(),
  verdict: VerdictWord,
  because: z.enum(['interval', 'too few clusters', 'missing answers']),
  primary: Difference,
  bounds: z
    .object({ for: Bound, against: Bound })
    .optional()
    .describe('when answers are missing: all of them counted for, then against, the compared candidate'),
  differences: z.array(Difference).describe('every rule in every slice; not adjusted for their number'),
});

/** One candidate, or the baseline, in every slice. */
export const CandidateMetricsSchema = z.object({
  name: z.string(),
  kind: z.enum(['candidate', 'baseline']),
  incomplete: z.boolean().describe('more samples failed than the spec allows'),
  slices: z.array(Slice),
});

/** What was measured: `metrics.json`, and the numbers of the report. */
export const MetricsSchema = z.object({
  samples: Count,
  clusters: Count,
  images: Count,
  candidates: z.array(CandidateMetricsSchema),
  comparison: Comparison.optional(),
});

export type Metrics = z.infer<typeof MetricsSchema>;
export type CandidateMetrics = z.infer<typeof CandidateMetricsSchema>;
export type SliceMetrics = z.infer<typeof Slice>;
export type Score = z.infer<typeof Score>;
export type RatingDistribution = z.infer<typeof Ratings>;
export type Difference = z.infer<typeof Difference>;
export type Comparison = z.infer<typeof Comparison>;
