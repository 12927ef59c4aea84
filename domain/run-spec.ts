import { z } from 'zod';

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40');

/** A text, or the file that holds it, relative to the spec; the client inlines it. */
export const Text = z.union([z.string().min(1), z.strictObject({ file: z.string().min(1) })]);

const Fraction = z.number().min(0).max(1);

/** A Parquet file, or several by a `*` pattern, relative to TEMPERA_DATA. */
const Files = z.string().min(1);

const ParquetSource = z.strictObject({
  kind: z.literal('parquet').default('parquet'),
  train: Files.optional(),
  validation: Files.optional(),
  test: Files,
});

const Columns = z.strictObject({
  image: z.string().default('image'),
  questions: z.string().default('questions'),
  answers: z.string().default('answers'),
});

/** The first rule that holds names the slice; a rule without conditions always holds. */
const SliceRule = z.strictObject({
  name: z.string().min(1),
  questions: z.array(z.string().min(1)).min(1).optional().describe('wordings, compared exactly'),
});

/** A dimension of slices: a column's value, or rules over the question. */
const SliceDimension = z.union([z.strictObject({ column: z.string().min(1) }), z.array(SliceRule).min(1)]);

const Take = z.union([z.int().positive(), z.literal('all')]);

const Data = z.strictObject({
  source: ParquetSource,
  columns: Columns.prefault({}),
  take: z
    .strictObject({ train: Take.default('all'), validation: Take.default('all'), test: Take.default('all') })
    .prefault({})
    .describe('images a split, after the shuffle'),
  seed: z.int().nonnegative().default(42),
  slices: z.record(Name, SliceDimension).default({}),
});

const WorkedExample = z.strictObject({
  row: z.int().nonnegative().describe('row of the training split'),
  reasoning: z.string().min(1),
  conclusion: z.string().min(1).optional().describe('default: the answer of the row'),
});

const Image = z.strictObject({
  format: z.enum(['jpeg', 'png', 'webp']).default('jpeg'),
  quality: z.int().min(1).max(100).default(50),
  maxSide: z.int().min(64).max(8192).optional().describe('pixels; larger images are shrunk'),
  detail: z.enum(['auto', 'low', 'high']).default('auto'),
});

const Prompt = z.strictObject({
  system: Text,
  question: z.string().default('Question [{row}]: {question}').describe('with {row} and {question}'),
  exampleQuestion: z.string().default('**Example {n}:** {question}').describe('with {n} and {question}'),
  examples: z.array(WorkedExample).default([]),
  image: Image.prefault({}),
});

const Auto = z.literal('auto');

const FineTune = z.strictObject({
  model: z.string().min(1),
  provider: Name.optional(),
  suffix: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,64}$/)
    .optional(),
  seed: z.int().min(0).max(2147483647).default(42),
  hyperparameters: z
    .strictObject({
      epochs: z.union([z.int().min(1).max(50), Auto]).default('auto'),
      batchSize: z.union([z.int().min(1).max(256), Auto]).default('auto'),
      learningRateMultiplier: z.union([z.number().positive(), Auto]).default('auto'),
    })
    .prefault({}),
  keepLeakyLines: z.boolean().default(false).describe('keep training lines that hold their own answer or image'),
});

const Parameters = z.strictObject({
  temperature: z.number().min(0).max(2).default(0),
  maxTokens: z.int().positive().default(300),
  seed: z.int().optional(),
});

const Candidate = z.strictObject({
  model: z.string().min(1).describe('a model of the provider, or `tuned` for the one this run makes'),
  provider: Name.optional(),
  images: z.boolean().default(true),
  examples: z.boolean().default(true).describe('send the worked examples'),
  parameters: Parameters.prefault({}),
});

const Label = z.strictObject({ name: z.string().min(1), meaning: z.string().min(1) });

const RatedExample = z.strictObject({
  question: z.string().min(1),
  target: z.string().min(1),
  answer: z.string().min(1),
  label: z.string().min(1),
});

const Judge = z.strictObject({
  model: z.string().min(1),
  provider: Name.optional(),
  parameters: Parameters.prefault({}),
  samples: z.enum(['open', 'all']).default('open').describe('open: yes/no questions are not sent to the judge'),
  rubric: z.strictObject({
    instructions: Text,
    labels: z.array(Label).min(2).describe('from best to worst'),
    examples: z.array(RatedExample).default([]),
  }),
});

const Verdict = z.strictObject({
  compare: Name,
  against: Name,
  metric: z.enum(['exact', 'normalised']).default('normalised'),
  slice: z.record(z.string(), z.string()).optional().describe('such as { answer: open }'),
  minimumEffect: Fraction.default(0.03),
  alpha: z.number().gt(0).lt(0.5).default(0.05),
});

const Limits = z.strictObject({
  failedSamples: Fraction.default(0.02),
  concurrency: z.int().min(1).max(1000).default(32).describe('calls in flight at a provider that names no own limit'),
});

const Provider = z.strictObject({
  baseUrl: z.url(),
  keyVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .describe('environment variable of the worker that holds the key'),
  timeoutSeconds: z.number().positive().max(3600).default(120),
  concurrency: z.int().min(1).max(1000).optional(),
});

/** What everybody has without naming it: the sandbox and OpenAI. */
export const knownProviders = {
  sandbox: { baseUrl: 'http://127.0.0.1:8765/v1', keyVariable: 'TEMPERA_SANDBOX_KEY' },
  openai: { baseUrl: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY' },
} as const;

/** The file a user writes, as it is after every default has been filled in. */
export const RunSpecSchema = z.strictObject({
  name: Name,
  provider: Name.default('sandbox').describe('for all that names none'),
  providers: z
    .record(Name, Provider)
    .prefault({})
    .transform((own) => withKnownProviders(own)),
  data: Data,
  prompt: Prompt,
  fineTune: FineTune.optional(),
  candidates: z.record(Name, Candidate),
  judge: Judge.optional(),
  verdict: Verdict.optional(),
  limits: Limits.prefault({}),
});

function withKnownProviders(own: Record<string, ProviderSpec>): Record<string, ProviderSpec> {
  const known = Object.entries(knownProviders).map(([name, provider]) => [name, Provider.parse(provider)] as const);
  return { ...Object.fromEntries(known), ...own };
}

/** A spec as written: defaults may be missing, texts may be files. */
export type RunSpecInput = z.input<typeof RunSpecSchema>;
type Parsed = z.output<typeof RunSpecSchema>;
type Inlined<T> = { [K in keyof T]: K extends 'system' | 'instructions' ? string : Inlined<T[K]> };

/** A complete spec: every default filled in and every text inlined. This is what is stored and pinned. */
export type RunSpec = Omit<Parsed, 'prompt' | 'judge'> & {
  prompt: Inlined<Parsed['prompt']>;
  judge?: Inlined<NonNullable<Parsed['judge']>> | undefined;
};
export type ProviderSpec = z.output<typeof Provider>;
export type CandidateSpec = z.output<typeof Candidate>;
export type PromptSpec = RunSpec['prompt'];
export type ImageSpec = z.output<typeof Image>;
export type DataSpec = z.output<typeof Data>;
export type FineTuneSpec = z.output<typeof FineTune>;
export type JudgeSpec = NonNullable<RunSpec['judge']>;
export type VerdictSpec = z.output<typeof Verdict>;
export type ParametersSpec = z.output<typeof Parameters>;
