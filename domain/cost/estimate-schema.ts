import { z } from 'zod';

const Count = z.int().nonnegative();
const Money = z.object({ currency: z.string(), typical: z.number(), most: z.number() });

const Asked = z.object({
  who: z.string().describe('a candidate, or a rater'),
  provider: z.string(),
  model: z.string(),
  calls: Count.describe('of a rater at most: the same answer is rated once, whoever gave it'),
  textTokens: Count.describe('of what is sent, without images'),
  imageTokens: Count.optional().describe('absent where nobody knows what an image takes of this model'),
  imagesBy: z.string().optional().describe('who says what an image takes, where it is not the table of families'),
  answerTokens: z
    .object({ typical: Count, most: Count.optional().describe('absent where nothing bounds them') })
    .describe('of what is said and thought'),
  thoughts: Count.optional().describe('of `answerTokens.most`, those that a call may think'),
  typicalOf: z.string().optional().describe('the earlier run whose answers were so long'),
  answeredBy: z.string().optional().describe('the earlier run that was probably given these answers: they are free'),
  cost: Money.optional().describe('absent without a price, and where nobody knows the tokens'),
});

const Training = z.object({
  provider: z.string(),
  model: z.string(),
  lines: Count,
  tokens: Count.describe('of all lines, once'),
  epochs: Count,
  epochsBy: z
    .enum(['spec', 'provider', 'sandbox'])
    .describe('provider: the spec says auto, and this is what OpenAI documents; sandbox: what the sandbox takes then'),
  imagesKnown: z.boolean().describe('false where nobody knows what an image takes of this model: they are left out'),
  trainedBy: z.string().optional().describe('the earlier run whose job is probably taken over: it is free'),
  cost: Money.optional(),
});

const Time = z.object({
  seconds: z.number().describe('of all calls, at `perCall` and as many at once as the spec lets'),
  perCall: z.object({ seconds: z.number(), tokensPerSecond: z.number() }).describe('assumed'),
  like: z
    .object({ run: z.string(), seconds: z.number() })
    .optional()
    .describe('an earlier run that trained the same model, from its start to its report'),
});

/** What a run will probably take, said before it begins. Stored as `estimate.json`. */
export const EstimateSchema = z.object({
  questions: Count.describe('that are asked'),
  measured: z
    .object({ rows: Count, of: Count })
    .optional()
    .describe('rows of the source that were looked at, where not all were; the rest is taken to be like them'),
  unseenImages: Count.optional().describe(
    'images at addresses that nobody had fetched, of the rows that were looked at: each is taken for one of a usual size',
  ),
  asked: z.array(Asked),
  training: Training.optional(),
  cost: z
    .object({
      totals: z.array(Money),
      unpriced: z.array(z.string()).describe('what will be paid and has no price'),
      unknown: z.array(z.string()).describe('what has a price, and whose tokens nobody knows'),
    })
    .optional()
    .describe('by the prices of the spec; absent when it names none'),
  time: Time,
});

export type Estimate = z.infer<typeof EstimateSchema>;
export type EstimatedCalls = z.infer<typeof Asked>;
export type EstimatedTraining = z.infer<typeof Training>;
export type MoneyRange = z.infer<typeof Money>;
