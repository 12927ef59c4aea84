import { z } from 'zod';

const Count = z.int().nonnegative();
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

const CandidateMetrics = z.object({
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
  candidates: z.array(CandidateMetrics),
  comparison: Comparison.optional(),
});

const Example = z.object({
  kind: z.enum(['gained', 'lost', 'both wrong', 'both right', 'right', 'wrong']),
  sample: z.string(),
  image: z.string().describe('sha256'),
  question: z.string(),
  targets: z.array(z.string()),
  slices: z.record(z.string(), z.string()),
  answers: z.array(
    z.object({
      candidate: z.string(),
      outcome: z.enum(['answered', 'refused', 'failed']),
      text: z.string().describe('the answer, or the reason why there is none'),
      cutByLength: z.boolean(),
      scores: z.object({ exact: z.number(), normalised: z.number(), contains: z.number() }).optional(),
      rating: z.object({ label: z.string(), reason: z.string() }).optional(),
    }),
  ),
});

const Trouble = z.object({
  sample: z.string(),
  candidate: z.string(),
  outcome: z.enum(['refused', 'failed']),
  reason: z.string(),
});

const CandidateReport = CandidateMetrics.extend({
  provider: z.string().optional(),
  model: z.string().optional().describe('as the spec requests it'),
  tunedFrom: z.string().optional().describe('the base model, when the run made this model'),
  models: z.array(z.string()).describe('as the provider named them; a model that the run made is in `execution`'),
  floating: z.boolean().describe('the requested name is an alias that the provider may point elsewhere'),
});

const LeftOut = z.record(z.string(), Count).describe('by reason');

const SplitCounts = z.object({
  sourceImages: Count,
  images: Count,
  rows: Count,
  rowsLeftOut: LeftOut,
  lines: Count.optional().describe('of the training file'),
  linesLeftOut: LeftOut.optional(),
  bytes: Count.optional(),
  estimatedTokens: Count.optional(),
});

const Provenance = z.object({
  spec: z.record(z.string(), z.unknown()).describe('the completed spec, with all texts'),
  dataset: z.object({
    fingerprint: z.string(),
    sources: z.array(z.object({ path: z.string(), split: z.string(), bytes: Count, sha256: z.string() })),
    counts: z.object({
      train: SplitCounts.optional(),
      validation: SplitCounts.optional(),
      test: SplitCounts.optional(),
    }),
  }),
  versions: z.object({ tempera: z.string(), report: z.literal(1) }),
});

const Calls = z.object({
  who: z.string().describe('a candidate, or the judge'),
  model: z.string(),
  models: z.array(z.string()).describe('as the provider named them'),
  calls: Count.describe('attempts, those that failed among them'),
  promptTokens: Count,
  completionTokens: Count,
});

/** Everything that may differ between two runs with the same answers. */
const Execution = z.object({
  run: z.string(),
  revision: Count,
  startedAt: z.string().optional(),
  finishedAt: z.string(),
  calls: z.array(Calls),
  tuned: z.object({ jobId: z.string(), model: z.string(), trainedTokens: Count.optional() }).optional(),
  machine: z.string(),
});

/** The schema of `report.json`. Without `execution`, the same answers make the same bytes. */
export const ReportSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  outcome: z.enum(['done', 'incomplete', 'trial']),
  headline: z.string().describe('one sentence in plain words'),
  ...MetricsSchema.omit({ candidates: true }).shape,
  candidates: z.array(CandidateReport),
  judge: z
    .object({
      model: z.string(),
      models: z.array(z.string()),
      floating: z.boolean(),
      provider: z.string(),
      rated: Count,
      failed: Count,
    })
    .optional(),
  examples: z.object({ rule: z.string(), shown: z.array(Example) }),
  troubles: z.array(Trouble).describe('the first refusals and failures; the tables count all of them'),
  provenance: Provenance,
  execution: Execution,
});

export type Report = z.infer<typeof ReportSchema>;
export type Metrics = z.infer<typeof MetricsSchema>;
export type CandidateMetrics = z.infer<typeof CandidateMetrics>;
export type CandidateReport = z.infer<typeof CandidateReport>;
export type SliceMetrics = z.infer<typeof Slice>;
export type Score = z.infer<typeof Score>;
export type RatingDistribution = z.infer<typeof Ratings>;
export type Difference = z.infer<typeof Difference>;
export type Comparison = z.infer<typeof Comparison>;
export type Example = z.infer<typeof Example>;
export type Trouble = z.infer<typeof Trouble>;
export type Provenance = z.infer<typeof Provenance>;
export type Execution = z.infer<typeof Execution>;
export type Calls = z.infer<typeof Calls>;
