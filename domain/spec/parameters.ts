import { z } from 'zod';
import { efforts, limitNames, samplings } from '../models/parameters-taken.ts';

const Effort = z.enum(efforts);

/** What is sent with each call to a candidate or the judge; their order is part of what answers are known by. */
export const Parameters = z.strictObject({
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe('default: 0, the likeliest answer, where the model takes one, else its own sampling'),
  topP: z.number().min(0).max(1).optional().describe('share of the likeliest words that it chooses among'),
  maxTokens: z
    .int()
    .positive()
    .default(300)
    .describe('that it may say: a longer answer is cut, and scored as it is. What it thinks comes on top'),
  seed: z.int().optional().describe('for models that take one; each repeat adds 1'),
  reasoningEffort: Effort.optional().describe('how much it thinks; default: as the model does by itself'),
  reasoningTokens: z
    .int()
    .nonnegative()
    .optional()
    .describe('that it may think; default by effort: none 0, low 1,000, medium 4,000, high 16,000, xhigh 32,000'),
  verbosity: z.enum(['low', 'medium', 'high']).optional().describe('how much it says'),
  serviceTier: z.string().min(1).optional().describe('such as `flex`: cheaper, and slower'),
  extra: z
    .record(z.string().min(1), z.unknown())
    .optional()
    .describe('further parameters by the names of the provider, sent as they are'),
});

/** What a model takes, where the table does not know it or is out of date. */
const Traits = z.strictObject({
  sampling: z.enum(samplings).optional().describe('when it takes `temperature` and `top_p`'),
  seed: z.boolean().optional().describe('whether it takes one'),
  efforts: z.array(Effort).optional().describe('that it takes; empty: none'),
  defaultEffort: Effort.optional().describe('how much it thinks by itself'),
  limit: z.enum(limitNames).optional().describe('what it calls the limit of a reply'),
  verbosity: z.boolean().optional().describe('whether it takes one'),
  serviceTiers: z.array(z.string().min(1)).optional().describe('that it takes'),
  images: z.boolean().optional().describe('whether it takes any'),
});

/** Traits by patterns of names. */
export const Models = z.record(z.string().min(1), Traits);
