import { z } from 'zod';
import { CaptureSchema } from '../domain/capture/capture.ts';
import { EstimateSchema } from '../domain/cost/estimate-schema.ts';
import { withImageList } from '../domain/data/named-images.ts';
import { MetricsSchema } from '../domain/measuring/metrics-schema.ts';
import { ReportSchema } from '../domain/report/report-schema.ts';
import { RunSpecSchema } from '../domain/spec/run-spec.ts';

// What is needed is checked, and what a later version has added is kept. Defaults stand for what earlier ones lacked.
const Count = z.int().nonnegative();
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Ref = z.looseObject({
  key: z.string(),
  sha256: Hash,
  bytes: Count,
  mediaType: z.string(),
  rows: Count.optional(),
});
const Pages = z.looseObject({ rows: Count, pageRows: z.int().positive(), pages: z.array(Ref) });
const AnswerCounts = z.looseObject({ answered: Count, refused: Count, failed: Count });
const Sources = z.array(z.looseObject({ path: z.string(), split: z.string(), bytes: Count, sha256: Hash }));

/** To the second, in UTC. */
const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const Schedule = z.looseObject({
  id: z.string(),
  version: z.int().positive(),
  at: z.string(),
  spec: Ref,
  workflow: z.enum(['fineTuneAndEvaluate', 'evaluateCandidates']),
  settings: z.looseObject({ pageRows: z.int().positive(), shardRows: z.int().positive() }),
  times: z.looseObject({
    cron: z.string().optional(),
    every: z.int().positive().optional(),
    timezone: z.string(),
    jitter: Count.optional(),
  }),
  interval: z.int().positive(),
  blockedFor: z.int().positive(),
  data: Ref.optional(),
  searchAttributes: z.boolean(),
});

const Hashes = z.looseObject({ files: z.array(z.looseObject({ key: z.string(), sha256: Hash })) });

const RunRecord = z.looseObject({
  startedAt: z.string(),
  workflow: z.enum(['fineTuneAndEvaluate', 'evaluateCandidates', 'captureAnswers']),
  indexed: z.literal(true).optional(),
  input: z.looseObject({
    runId: z.string(),
    spec: Ref,
    storeId: z.string(),
    settings: z.looseObject({ pageRows: z.int().positive(), shardRows: z.int().positive() }),
    revision: Count,
    ratings: Count,
    generation: Count,
    limit: Count.optional(),
    captures: z.array(z.string()).optional(),
    from: z.enum(['fine-tune', 'answer', 'judge', 'report']).optional(),
    schedule: z
      .looseObject({ id: z.string(), slot: Moment, blockedFor: z.number().optional(), data: Ref.optional() })
      .optional(),
  }),
});

const RunPlan = z.looseObject({
  name: z.string(),
  repeats: z.int().positive().default(1),
  candidates: z.array(z.looseObject({ name: z.string(), provider: z.string(), model: z.string() })),
  identities: z.record(z.string(), z.string()).optional(),
  raters: z.array(z.looseObject({ model: z.string(), provider: z.string() })).optional(),
});

const Dataset = z.looseObject({
  fingerprint: z.string(),
  sources: Sources,
  samples: Pages,
  imageList: Ref,
  trainingFile: Ref.optional(),
  validationFile: Ref.optional(),
  examples: z.array(z.looseObject({ question: z.string() }).transform((example) => withImageList(example))),
});

const AnswerManifest = z.looseObject({
  candidate: z.string(),
  model: z.string(),
  repeats: z.int().positive().default(1),
  shards: z.array(Ref),
  counts: AnswerCounts,
});

const RatingManifest = z.looseObject({ shards: z.array(Ref), rated: Count, failed: Count });

const Offer = z.looseObject({ manifest: Ref, grader: z.string().optional() });

/** 0.1.0 pinned copies of answers instead of offers, without saying of whom they are: they are not taken. */
const Reuse = z.looseObject({ offers: z.array(Offer).default([]) });

const JobRecord = z.looseObject({
  job: z.looseObject({ id: z.string(), state: z.string() }),
  events: z.array(z.unknown()).default([]),
});

const Money = z.number().nonnegative();
const Holding = z.object({ amount: Money, isOpen: z.boolean(), by: z.string(), revision: Count });
const BudgetLine = z.looseObject({
  id: z.string(),
  entry: z.union([
    z.object({ holder: z.string(), holding: Holding }),
    z.object({ cap: Money }),
    z.object({ ended: Count }),
  ]),
});

const Look = z.looseObject({
  run: z.string(),
  schedule: z.string().optional(),
  at: z.string(),
  isTrial: z.boolean(),
  candidates: z.array(
    z.looseObject({ name: z.string(), model: z.string(), setup: z.string(), answers: z.string().optional() }),
  ),
  rule: z.array(z.string()).optional(),
});

const shapes: readonly [name: RegExp, shape: z.ZodType][] = [
  [/^runs\/[^/]+\/(run|retries\/\d+)\.json$/, RunRecord],
  [/^(runs\/[^/]+|schedules\/[^/]+(\/updates\/\d+)?)\/spec\.json$/, RunSpecSchema],
  [/^schedules\/[^/]+(\/updates\/\d+)?\/schedule\.json$/, Schedule],
  [/^schedules\/[^/]+\/baselines\/[^/]+\.json$/, z.looseObject({ at: z.string(), runs: z.array(z.string()).min(1) })],
  [/^schedules\/[^/]+\/deleted\.json$/, z.looseObject({ at: z.string() })],
  [/^runs\/[^/]+\/plan\.json$/, RunPlan],
  [/^runs\/[^/]+\/(estimate|estimates\/\d+)\.json$/, EstimateSchema.loose()],
  [/^runs\/[^/]+\/budget\/\d+\.json$/, BudgetLine],
  [/^runs\/[^/]+\/job-\d+\.json$/, JobRecord],
  [/\/dataset\/pin\.json$/, z.looseObject({ fingerprint: z.string(), sources: Sources })],
  [/\/dataset\/dataset\.json$/, Dataset],
  [/\/answers\/[^/]+\/manifest\.json$/, AnswerManifest],
  [/\/reuse(-[^/]+)?\.json$/, Reuse],
  [/\/ratings\/manifest\.json$/, RatingManifest],
  [/\/items\/index\.json$/, Pages],
  [/\/hashes\.json$/, Hashes],
  [/\/metrics\.json$/, MetricsSchema],
  [/\/report\/report\.json$/, ReportSchema],
  [/\/capture\/capture\.json$/, CaptureSchema],
  [/\/calibration\/.*\.json$/, z.looseObject({})],
  [/^cache\/probes\/.*\.json$/, z.looseObject({ at: z.number() })],
  [/^cache\/.*\.json$/, Offer],
  [/^looks\/.*\.json$/, Look],
  [/^codec\/[^/]+\.json$/, z.looseObject({ id: z.string(), check: z.string() })],
];

/** The shape that a file's name stands for; anything in a file without one. */
export function shapeOf(key: string): z.ZodType {
  return shapes.find(([name]) => name.test(key))?.[1] ?? z.unknown();
}
