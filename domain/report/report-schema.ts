import { z } from 'zod';
import { AuditSchema, EarlierShape, NamedImagesShape } from '../audit/audit-schema.ts';
import { EstimateSchema } from '../cost/estimate-schema.ts';
import { CandidateMetricsSchema, Count, MetricsSchema, ReasonSchema } from '../measuring/metrics-schema.ts';

const Example = z.object({
  kind: z.enum(['gained', 'lost', 'both wrong', 'both right', 'right', 'wrong']),
  sample: z.string(),
  ...NamedImagesShape,
  ...EarlierShape,
  question: z.string(),
  targets: z.array(z.string()),
  slices: z.record(z.string(), z.string()),
  answers: z.array(
    z.object({
      candidate: z.string(),
      outcome: z.enum(['answered', 'refused', 'failed']),
      text: z.string().describe('the answer, or the reason why there is none'),
      cutByLength: z.boolean(),
      scores: z
        .object({ exact: z.number(), normalised: z.number(), contains: z.number() })
        .catchall(z.number())
        .optional(),
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

const DoubtfulRating = z.object({
  sample: z.string().describe('the first whose answer was rated so'),
  ...NamedImagesShape,
  question: z.string(),
  targets: z.array(z.string()),
  answer: z.string(),
  label: z.string(),
  reason: z.string(),
  candidates: z.array(z.string()).describe('who gave this answer'),
});

const DoubtfulRatings = z.object({
  count: Count.describe('distinct ratings'),
  shown: z.array(DoubtfulRating).describe('the first in the order of the test set'),
});

const AgainstRules = z.object({
  top: DoubtfulRatings.describe('the best label for an answer whose words are hardly those of any target'),
  lowest: DoubtfulRatings.describe('the worst label for an answer that is exactly a target'),
});

/** Without a temperature a model answers at its own sampling. */
const Sent = z.looseObject({ temperature: z.number().optional(), reasoningEffort: z.string().optional() });

const Stored = z.object({
  from: z.string().describe('the file, or the run'),
  sha256: z.string().describe('of the answers: with the model it is what identifies the candidate'),
  format: z.string().optional().describe('what the file was taken for'),
  modified: z.string().optional().describe('when the file was last written to'),
  said: z.object({ from: z.string(), to: z.string() }).optional().describe('when the answers were given'),
  shutdownDate: z.string().optional().describe('when the model stops being served'),
  answers: Count.describe('that were taken'),
  byId: Count,
  byQuestion: Count,
  unused: Count.describe('answers to no sample of this run'),
  repeatsLeftOut: Count,
  unchecked: z
    .record(z.string(), Count)
    .describe('answers by a field that could not be checked, since they do not have it'),
});

const CandidateReport = CandidateMetricsSchema.extend({
  provider: z.string().optional(),
  model: z.string().optional().describe('as the spec requests it'),
  tunedFrom: z.string().optional().describe('the base model, when the run made this model'),
  models: z.array(z.string()).describe('as the provider named them; a model that the run made is in `execution`'),
  floating: z.boolean().describe('the requested name is an alias that the provider may point elsewhere'),
  parameters: Sent.optional().describe('what was sent with each question; absent in what 0.1.0 stored'),
  stored: Stored.optional().describe('where answers come from that were given before'),
});

const Spoil = z.object({
  kind: z.enum(['shared-data', 'no-answers', 'missing-answers', 'spoiled-answers', 'failed-ratings', 'ended-at-cap']),
  candidate: z.string().optional(),
  rater: z.string().optional().describe('the judge, or a grader that is a model'),
  count: Count,
  of: Count,
  share: z.number(),
  limit: z.number().optional().describe('of the spec, which the share is above'),
  text: z.string().describe('one sentence'),
});

const Said = z.object({
  who: z.string().describe('a candidate, or a rater'),
  code: z.string().describe('of the failures that it was said to'),
  count: Count,
  said: z.string().describe('the first such sentence of the provider, cleaned and cut'),
});

const LeftOut = z.record(z.string(), Count).describe('by reason');

const SplitCounts = z.object({
  sourceImages: Count,
  images: Count,
  distinctImages: Count.optional(),
  rows: Count,
  rowsLeftOut: LeftOut,
  lines: Count.optional().describe('of the training file'),
  linesLeftOut: LeftOut.optional(),
  examplesLeftOut: Count.optional(),
  linesWithMetadata: Count.optional().describe('trained on as they are, with images that hold EXIF, XMP or the like'),
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
  versions: z.object({ tempera: z.string(), report: z.literal(2) }),
});

const Cost = z.object({ currency: z.string(), amount: z.number() });

const Calls = z.object({
  who: z.string().describe('a candidate, or the judge'),
  model: z.string(),
  models: z.array(z.string()).describe('as the provider named them'),
  fingerprints: z.array(z.string()).describe('`system_fingerprint`s of its configurations, where it gives them'),
  calls: Count.describe('attempts, those that failed among them'),
  probes: Count.optional().describe('of the calls, those that asked one small question before all others'),
  reused: Count.describe('answers taken from earlier runs, not asked again'),
  promptTokens: Count,
  cachedTokens: Count.optional().describe(
    'of the prompt tokens, those that the provider still knew; absent where it said none',
  ),
  completionTokens: Count,
  reasoningTokens: Count.optional().describe('of the completion tokens; absent where nothing was thought'),
  uncounted: Count.optional().describe('replies whose tokens the provider did not say; absent when there are none'),
  cost: Cost.optional().describe('absent when the spec gives no price for the model'),
});

const Looks = z.object({
  images: Count.describe('that were asked about'),
  times: Count.describe('how often candidates had been measured on any of them when this report was written'),
  runs: Count,
  candidates: Count.describe('that differ in model or in how they were asked'),
  schedules: Count.optional().describe(
    'whose runs had measured them: each is one look, and its runs are not among `runs`',
  ),
  series: z
    .object({ schedule: z.string(), runs: Count })
    .optional()
    .describe('the schedule whose run this is, and how many of its other runs have looked: no looks of others'),
  broken: z.array(z.string()).optional().describe('runs whose record of a look is broken, and not counted'),
  latest: z
    .array(
      z.object({
        run: z.string(),
        at: z.string(),
        images: Count.describe('of ours that it asked about'),
        candidates: z.array(z.string()),
        trial: z.literal(true).optional(),
        schedule: z.string().optional(),
        runs: Count.optional().describe('of the schedule that have looked'),
      }),
    )
    .describe('the newest first; of a schedule its newest run'),
});

/** Everything that may differ between two runs with the same answers. */
const Execution = z.object({
  run: z.string(),
  revision: Count,
  startedAt: z.string().optional(),
  finishedAt: z.string(),
  calls: z.array(Calls),
  shutdowns: z
    .array(z.object({ provider: z.string(), model: z.string(), date: z.string() }))
    .optional()
    .describe('when models that were asked stop, as far as their providers say'),
  said: z.array(Said).optional().describe('by providers about what failed'),
  tuned: z
    .object({
      jobId: z.string(),
      model: z.string(),
      trainedTokens: Count.optional(),
      reusedFrom: z.string().optional(),
      warnings: z.array(z.string()).optional().describe('of the provider about the training, such as skipped examples'),
      cost: Cost.optional(),
    })
    .optional(),
  cost: z
    .object({
      totals: z.array(Cost),
      unpriced: z.array(z.string()).describe('what was paid and has no price'),
      uncounted: z
        .object({ calls: Count, training: z.boolean() })
        .optional()
        .describe('what has a price, and whose tokens the provider did not say'),
    })
    .optional()
    .describe('by the prices of the spec; absent when it names none'),
  budget: z
    .object({
      currency: z.string(),
      cap: z.number(),
      raisedFrom: z.number().optional().describe('what the spec set, where a person has raised it since'),
      held: z.number().describe('what is spent, calls of unknown cost at the most that they can have cost'),
      unknown: z
        .object({ calls: Count, most: z.number() })
        .optional()
        .describe('calls and jobs whose cost nobody knows, such as those that a kill has lost; they are not in `cost`'),
    })
    .optional()
    .describe('of a run whose spec sets `limits.spend`'),
  estimate: EstimateSchema.extend({
    missed: z.array(z.string()).describe('by more than 15 % of texts and 10 % of images, each in a sentence'),
  })
    .optional()
    .describe('what was said before the run began; absent when nobody could read its data then'),
  approvals: z
    .array(z.object({ by: z.string(), at: z.string(), estimate: z.string(), revision: Count }))
    .optional()
    .describe('who has approved which estimate, by its sha256; recorded, not proven; absent where nobody was asked'),
  providers: z.record(z.string(), z.string()).optional().describe('who each of them was: its address, or a sandbox'),
  machine: z.string(),
  looks: Looks.describe('by others at the same images, whatever was asked about them'),
  exploratory: z
    .string()
    .optional()
    .describe('why this report cannot confirm anything: its rule was named after answers had been looked at'),
});

/** The schema of `report.json`. Without `execution`, the same answers make the same bytes. */
export const ReportSchema = z.object({
  version: z.literal(2),
  name: z.string(),
  outcome: z.enum(['done', 'incomplete', 'trial']),
  on: z.enum(['test', 'validation']).describe('the split that was asked; validation is for choosing'),
  headline: z.string().describe('one sentence in plain words'),
  spoils: z
    .array(Spoil)
    .optional()
    .describe('what spoils the verdict, each above its limit; absent in what 0.1.0 stored'),
  demand: z.enum(['better', 'equivalent', 'not-worse']).optional().describe('the one verdict that passes the gate'),
  agreement: z
    .object({
      with: z.string().describe('the candidate whose answers are the targets'),
      model: z.string(),
      stored: Stored,
      leftOut: Count.describe('questions to which it gave no answer'),
    })
    .optional()
    .describe('scores are agreement with a candidate; absent where the data has labels'),
  ...MetricsSchema.omit({ candidates: true }).shape,
  candidates: z.array(CandidateReport),
  judge: z
    .object({
      model: z.string(),
      models: z.array(z.string()),
      floating: z.boolean(),
      provider: z.string(),
      parameters: Sent.optional().describe('what was sent with each answer to rate; absent in what 0.1.0 stored'),
      rated: Count,
      failed: Count,
      reasons: z.array(ReasonSchema).optional().describe('of ratings that failed'),
      sameFamily: z.array(z.string()).describe('candidates whose model is of the family of the judge, by its name'),
      againstRules: AgainstRules,
    })
    .optional(),
  graders: z
    .array(
      z.object({
        name: z.string(),
        model: z.string(),
        models: z.array(z.string()),
        floating: z.boolean(),
        provider: z.string(),
        graded: Count.describe('distinct answers'),
        failed: Count,
        reasons: z.array(ReasonSchema).optional().describe('of ratings that failed'),
      }),
    )
    .optional()
    .describe('those of the spec that are models'),
  examples: z.object({ rule: z.string(), shown: z.array(Example) }),
  troubles: z.array(Trouble).describe('the first refusals and failures; the tables count all of them'),
  audit: AuditSchema,
  provenance: Provenance,
  execution: Execution,
});

export type Report = z.infer<typeof ReportSchema>;
export type CandidateReport = z.infer<typeof CandidateReport>;
export type Example = z.infer<typeof Example>;
export type AgainstRules = z.infer<typeof AgainstRules>;
export type DoubtfulRating = z.infer<typeof DoubtfulRating>;
export type Spoil = z.infer<typeof Spoil>;
export type Said = z.infer<typeof Said>;
export type Trouble = z.infer<typeof Trouble>;
export type Provenance = z.infer<typeof Provenance>;
export type Execution = z.infer<typeof Execution>;
/** How the budget of a run stands. */
export type BudgetStanding = NonNullable<Execution['budget']>;
export type Looks = z.infer<typeof Looks>;
export type Calls = z.infer<typeof Calls>;
