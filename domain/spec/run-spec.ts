import { z } from 'zod';
import { Grader } from '../grading/graders/schema.ts';
import { durationRule, isDuration } from '../schedule/duration.ts';
import { Columns } from './columns-spec.ts';
import { ImagesSpec } from './image-hosts.ts';
import { Models, Parameters } from './parameters.ts';
import { type ProviderSpec, providersSchema } from './provider-spec.ts';
import { Source } from './source-spec.ts';
import { SplitRule } from './split-spec.ts';
import { StoredAnswersSchema } from './stored-answers.ts';

export type { ProviderSpec };

/** Stands for the model of a candidate whose `tunedBy` has not been looked up yet. */
export const yetToBeFound = 'tunedBy';

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40');

/** A text, or the file that holds it, relative to the spec; the client inlines it. */
export const Text = z.union([
  z.string().min(1),
  z.strictObject({ file: z.string().min(1).describe('a file in the folder of the spec') }),
]);

const Fraction = z.number().min(0).max(1);

/** The first rule that holds names the slice; a rule without conditions always holds. */
const SliceRule = z.strictObject({
  name: z.string().min(1).describe('of the slice'),
  questions: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('wordings that belong to it, compared exactly; without them all do'),
});

/** A dimension of slices: a column's value, or rules over the question. */
const SliceDimension = z.union([
  z.strictObject({ column: z.string().min(1).describe('the slice is its value') }),
  z.array(SliceRule).min(1),
]);

const Take = z.union([z.int().positive(), z.literal('all')]);

const Data = z.strictObject({
  source: Source.describe('where the splits are'),
  split: SplitRule.optional().describe('how the rows of `source.all` become splits: by a column, or by shares'),
  columns: Columns.prefault({}).describe('what the columns are called'),
  images: ImagesSpec.optional().describe(
    'where images that are given by their addresses may be fetched from; default: nowhere',
  ),
  take: z
    .strictObject({
      train: Take.default('all'),
      validation: Take.default('all'),
      test: Take.default('all'),
      unlabelled: Take.optional(),
    })
    .prefault({})
    .describe('rows a split, each with its image, after the shuffle'),
  seed: z
    .int()
    .nonnegative()
    .default(42)
    .describe("of the shuffle, which is NumPy's `default_rng(seed).permutation(n)`"),
  slices: z.record(Name, SliceDimension).default({}).describe('dimensions; `answer` (open, closed) is always there'),
  targets: z
    .strictObject({ candidate: Name.describe('whose stored answers they are') })
    .optional()
    .describe('accepted answers for data without labels: what a candidate has said; scores are then agreement with it'),
  badRows: z
    .enum(['stop', 'leave'])
    .optional()
    .describe(
      'rows that cannot be read or lack their question or answer: refuse the data set and name them, or leave them out and count them in the report; default: stop. Blanks in lists of questions and answers are always left out',
    ),
  reread: z
    .boolean()
    .optional()
    .describe(
      'of a schedule: whether each of its runs reads the data anew, instead of the test set that was pinned when it was created; default: false',
    ),
  leakage: z
    .enum(['refuse', 'drop', 'keep'])
    .default('refuse')
    .describe(
      'images (by their pixels) or clusters of the split that is asked in training, validation or worked examples: end the run before anything is paid, leave them out there, or go on with a verdict that is headed so',
    ),
});

const WorkedExample = z.strictObject({
  row: z.int().nonnegative().describe('row of the training split'),
  reasoning: z.string().min(1).describe('shown before the conclusion'),
  conclusion: z.string().min(1).optional().describe('default: the answer of the row'),
});

const Image = z.strictObject({
  format: z
    .enum(['original', 'jpeg', 'png', 'webp'])
    .default('original')
    .describe(
      'what is sent; original: the bytes as they are, without metadata, where models take the type, and converted where it has to be turned, shrunk or made another type',
    ),
  quality: z.int().min(1).max(100).default(90).describe('of JPEG and WebP that are made here'),
  maxSide: z.int().min(64).max(8192).optional().describe('pixels; larger images are shrunk'),
  detail: z
    .enum(['auto', 'low', 'high'])
    .default('auto')
    .describe('how closely the model looks, and what an image costs'),
});

const Prompt = z.strictObject({
  system: Text.optional().describe('the system message; a text, or a file beside the spec; default: none'),
  question: z.string().default('{question}').describe('with {question} and, if you like, {row}'),
  exampleQuestion: z.string().default('**Example {n}:** {question}').describe('with {n} and {question}'),
  examples: z.array(WorkedExample).default([]).describe('worked examples, at most 9'),
  image: Image.prefault({}).describe('how images are sent'),
});

const Auto = z.literal('auto');

const FineTune = z.strictObject({
  model: z.string().min(1).describe('to fine-tune; pin a snapshot'),
  provider: Name.optional().describe('default: `provider`'),
  suffix: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,64}$/, 'letters, digits and hyphens, at most 64')
    .optional()
    .describe('becomes part of the model name'),
  seed: z.int().min(0).max(2147483647).default(42).describe('of the training'),
  hyperparameters: z
    .strictObject({
      epochs: z.union([z.int().min(1).max(50), Auto]).default('auto'),
      batchSize: z.union([z.int().min(1).max(256), Auto]).default('auto'),
      learningRateMultiplier: z.union([z.number().positive(), Auto]).default('auto'),
    })
    .prefault({})
    .describe('numbers, or `auto`'),
  reuse: z
    .enum(['same', 'never'])
    .default('same')
    .describe(
      'same: a succeeded job of an earlier run with the same base, files, hyperparameters and seed is taken instead of a new one',
    ),
  keepLeakyLines: z.boolean().default(false).describe('keep training lines that hold their own answer or image'),
});

const Candidate = z
  .strictObject({
    model: z
      .string()
      .min(1)
      .optional()
      .describe('a model of the provider, or `tuned` for the one this run makes; with `tunedBy` it is left out'),
    tunedBy: z
      .strictObject({ spec: Name.describe('by its `name`') })
      .optional()
      .describe(
        'instead of `model`: the tuned model of the newest done run of a spec; a schedule looks again at each slot',
      ),
    provider: Name.optional().describe('default: `provider`'),
    images: z.boolean().default(true).describe('send the image; without it one sees what the question alone tells'),
    examples: z.boolean().default(true).describe('send the worked examples'),
    parameters: Parameters.prefault({}).describe('of each call'),
    answers: StoredAnswersSchema.optional().describe(
      'given before and taken from storage: `model` is not asked, and may be gone',
    ),
  })
  .superRefine(({ model, tunedBy }, context) => {
    if (model !== undefined || tunedBy !== undefined) return;
    const message = 'a model, or tunedBy with the spec whose tuned one it is';
    context.addIssue({ code: 'custom', path: ['model'], message, input: undefined });
  })
  .transform(({ model = yetToBeFound, ...candidate }) => ({ model, ...candidate }));

const Label = z.strictObject({
  name: z.string().min(1).describe('what the judge replies'),
  meaning: z.string().min(1).describe('when it does'),
});

const RatedExample = z.strictObject({
  question: z.string().min(1).describe('that was asked'),
  target: z.string().min(1).describe('the accepted answer'),
  answer: z.string().min(1).describe('the answer to rate'),
  label: z.string().min(1).describe('its rating'),
});

const Judge = z.strictObject({
  model: z.string().min(1).describe('that rates'),
  provider: Name.optional().describe('default: `provider`'),
  parameters: Parameters.prefault({}).describe('of each call'),
  samples: z.enum(['open', 'all']).default('open').describe('open: yes/no questions are not sent to the judge'),
  when: z
    .enum(['always', 'unsettled'])
    .default('always')
    .describe(
      'unsettled: an exact or normalised match gets the best label and a readable yes or no the best or the worst, without asking the judge',
    ),
  rubric: z
    .strictObject({
      instructions: Text.describe('what to look at; a text, or a file beside the spec'),
      labels: z.array(Label).min(2).describe('from best to worst'),
      examples: z.array(RatedExample).default([]).describe('rated examples'),
    })
    .describe('how to rate'),
  minimumKappa: Fraction.optional().describe(
    'of the judge with a person, for `tempera calibrate`: the lower end of the interval must reach it',
  ),
});

const Verdict = z.strictObject({
  compare: Name.describe('a candidate, usually the tuned one'),
  against: Name.describe('the candidate it is measured against'),
  metric: z
    .string()
    .default('normalised')
    .describe('what decides: `exact`, `normalised` or the name of one of `graders`'),
  slice: z.record(z.string(), z.string()).optional().describe('such as `{ answer: open }`; default: all samples'),
  minimumEffect: Fraction.default(0.03).describe('differences below it do not matter; decides `equivalent`'),
  margin: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('asks for `not-worse`: whether the candidate is not worse by this much or more'),
  demand: z
    .enum(['better', 'equivalent', 'not-worse'])
    .optional()
    .describe('the one verdict that passes the gate; default: `not-worse` with a margin, else `better`'),
  alpha: z.number().gt(0).lt(0.5).default(0.05).describe('0.05 gives 95 % intervals'),
});

const Comparison = z.strictObject({
  compare: Verdict.shape.compare.describe('a candidate'),
  against: Verdict.shape.against,
  metric: Verdict.shape.metric.unwrap().optional().describe('default: `verdict.metric`'),
  slice: Verdict.shape.slice,
  minimumEffect: Fraction.optional().describe('default: `verdict.minimumEffect`'),
  margin: Verdict.shape.margin,
});

const Limits = z.strictObject({
  failedSamples: Fraction.default(0.02).describe('share of a candidate above which the run is `incomplete`'),
  failedRatings: Fraction.default(0.02).describe(
    'share of the ratings of the judge, or of a grader that is a model, above which the report is headed so; the run is `incomplete` when all failed, or when the verdict rests on them',
  ),
  spoiledAnswers: Fraction.default(0.05).describe(
    'share of empty answers of a candidate, those cut by length among them, above which the report is headed so and passes no gate',
  ),
  reuseAnswers: z
    .union([z.boolean(), z.literal('always')])
    .default(true)
    .describe(
      'take the answers that an earlier run was given to the very same requests, of a pinned model and at temperature 0; always: at any sampling, repeats among them',
    ),
  blockedFor: z
    .string()
    .refine(isDuration, durationRule)
    .optional()
    .describe(
      'how long a run of a schedule waits for a person, such as `6h`, before it fails and pauses its schedule; default: half the time between two slots',
    ),
  concurrency: z.int().min(1).max(1000).default(32).describe('calls in flight at a provider that names no own limit'),
  spend: z
    .number()
    .positive()
    .optional()
    .describe(
      'the most money that all calls and the training may cost, in the currency of the prices: then the run is `blocked` until a person raises it or ends the run with what is there; hosting by the hour is not in it',
    ),
});

/** So that no spec makes an address or a secret of another variable of the worker. */
const WebhookVariable = z
  .string()
  .regex(/^TEMPERA_WEBHOOK[A-Z0-9_]*$/, 'the name of a variable of the worker, which begins with TEMPERA_WEBHOOK');

const NotifySpec = z.strictObject({
  webhook: WebhookVariable.describe(
    'the variable of the worker that holds the address; its name begins with `TEMPERA_WEBHOOK`',
  ),
  secret: WebhookVariable.optional().describe(
    'the variable that holds the secret, `whsec_…`, by which messages are signed as Standard Webhooks has it; default: they are not',
  ),
  on: z
    .array(z.enum(['done', 'worse', 'blocked', 'failed']))
    .min(1)
    .default(['done', 'worse', 'blocked', 'failed'])
    .describe('of what; blocked: a person is needed, for approval too; failed: without a report, or incomplete'),
});

/** The file a user writes, as it is after every default has been filled in. */
export const RunSpecSchema = z.strictObject({
  name: Name.describe('of the run; its id begins with it'),
  provider: Name.default('sandbox').describe('who trains, answers and judges where nobody else is named'),
  providers: providersSchema(Name).describe('besides `sandbox` and `openai`, which are known'),
  models: Models.default({}).describe(
    'what models take, by their names or patterns such as `gpt-6*`, where the table of [models.md](models.md) does not know it',
  ),
  data: Data.describe('images, questions and answers'),
  on: z
    .enum(['test', 'validation'])
    .default('test')
    .describe('the split to ask; validation is for choosing candidates or checkpoints, and passes no gate'),
  prompt: Prompt.prefault({}).describe('how a question is asked'),
  fineTune: FineTune.optional().describe('what to train; without it the run only evaluates'),
  candidates: z.record(Name, Candidate).describe('what is measured, by names of your choice'),
  repeats: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('times that each sample is asked; its score is the mean, and its image stays the unit of dependence'),
  judge: Judge.optional().describe('a model that rates the answers; without it rules alone do'),
  graders: z
    .record(Name, Grader)
    .default({})
    .describe('further scores, by names of your choice; each is a metric beside exact, normalised and contains'),
  verdict: Verdict.optional().describe('the comparison that is named before anybody has looked'),
  comparisons: z
    .array(Comparison)
    .default([])
    .describe('further ones beside the verdict, which alone decides; all share its alpha'),
  limits: Limits.prefault({}).describe('what a run may do'),
  notify: NotifySpec.optional().describe(
    'whom to tell what happens to a run ([notify.md](notify.md)); default: nobody',
  ),
  searchAttributes: z
    .literal('none')
    .optional()
    .describe(
      'Temporal shows stage, data set, base model, schedule and verdict of a run to search by, which no codec encrypts; `none` tells it none of them',
    ),
  approval: z
    .literal('required')
    .optional()
    .describe(
      'a person has to approve the estimate, by `tempera approve RUN`, before anything is paid, probes among it; default: nobody is asked',
    ),
});

/** The limits of a spec as an earlier version stored it, with the defaults of those that it did not know. */
export function limitsOf(spec: Readonly<Record<string, unknown>>): RunSpec['limits'] {
  return Limits.strip().parse(spec['limits'] ?? {});
}

/** A verdict with all that has a default, of candidates that are yet to be named. */
export function verdictDefaults(): VerdictSpec {
  return Verdict.parse({ compare: 'compare', against: 'against' });
}

/** A spec as written: defaults may be missing, texts may be files. */
export type RunSpecInput = z.input<typeof RunSpecSchema>;
type Parsed = z.output<typeof RunSpecSchema>;
type Inlined<T> = {
  [K in keyof T]: K extends 'system' | 'instructions' ? string : K extends 'parameters' ? T[K] : Inlined<T[K]>;
};

/** A complete spec: every default filled in and every text inlined. This is what is stored and pinned. */
export type RunSpec = Omit<Parsed, 'prompt' | 'judge'> & {
  prompt: Inlined<Parsed['prompt']>;
  judge?: Inlined<NonNullable<Parsed['judge']>> | undefined;
};
export type CandidateSpec = z.output<typeof Candidate>;
export type PromptSpec = RunSpec['prompt'];
export type ImageSpec = z.output<typeof Image>;
export type DataSpec = z.output<typeof Data>;
export type FineTuneSpec = z.output<typeof FineTune>;
export type JudgeSpec = NonNullable<RunSpec['judge']>;
export type VerdictSpec = z.output<typeof Verdict>;
export type ComparisonSpec = z.output<typeof Comparison>;
export type ParametersSpec = z.output<typeof Parameters>;
