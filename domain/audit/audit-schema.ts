import { z } from 'zod';
import { Count } from '../measuring/metrics-schema.ts';

/** The images of what is shown: one or several. */
export const NamedImagesShape = {
  image: z.string().optional().describe('sha256; absent where none or several are shown'),
  images: z.array(z.string()).optional().describe('sha256 of each, where several are shown'),
};

/** What was said before a question. */
export const EarlierShape = {
  earlier: z.string().optional().describe('the turns of the conversation before the question, cut to the last of them'),
};

const Shown = z.object({
  sample: z.string(),
  ...NamedImagesShape,
  ...EarlierShape,
  question: z.string(),
  targets: z.array(z.string()),
});

const Found = z.object({
  samples: Count,
  images: Count,
  shown: z.array(Shown).describe('the first, one an image'),
});

/** What was found in the data before anybody was asked. */
export const DataAuditSchema = z.object({
  unseenClasses: z
    .object({
      samples: Count.describe('whose target is a class that training lacks'),
      classes: Count,
      slices: z.array(z.object({ dimension: z.string(), value: z.string(), samples: Count })),
      shown: z
        .array(Shown.extend({ samples: Count }))
        .describe('the classes with the most samples, each with its first one'),
    })
    .optional()
    .describe('of questions whose training answers recur; absent without a training split'),
  sharedImages: z
    .object({
      train: Found.optional(),
      validation: Found.optional(),
      examples: Found,
    })
    .describe('samples whose image or cluster also is in another split, or among the worked examples'),
  nearDuplicates: z
    .object({ train: Found.optional(), validation: Found.optional() })
    .optional()
    .describe('samples whose image looks much like another one of another split; absent where there are none'),
});

const Slice = z.object({
  dimension: z.string(),
  value: z.string(),
  samples: Count,
  mean: z.number(),
  shown: z.array(Shown.extend({ answer: z.string() })).describe('the first wrong answers, one an image'),
});

/** What a report says of labels and data: to be looked at, never to be left out. */
export const AuditSchema = DataAuditSchema.extend({
  disputed: z
    .object({
      compared: Count.describe('samples that all candidates answered'),
      samples: Count.describe('on which they agree with each other and not with any target'),
      shown: z.array(Shown.extend({ answer: z.string() })).describe('the first'),
    })
    .optional()
    .describe('absent with one candidate'),
  worstSlices: z
    .object({ candidate: z.string(), metric: z.string(), slices: z.array(Slice) })
    .describe('slices with the lowest scores of a candidate, the lowest first'),
});

export type DataAudit = z.infer<typeof DataAuditSchema>;
export type Audit = z.infer<typeof AuditSchema>;
export type ShownSample = z.infer<typeof Shown>;
export type FoundSamples = z.infer<typeof Found>;

/** Samples that a list shows at most. */
export const mostShown = 20;
