import { z } from 'zod';
import { efforts } from '../../models/parameters-taken.ts';
import { TemplateText } from './template-text.ts';

const TextPart = z.strictObject({ type: z.enum(['input_text', 'output_text']), text: TemplateText });

const imageVariable = /^\s*\{\{\s*item\.([\w-]+)\s*\}\}\s*$/;

/** The variable of the item that an image is taken from, where it stands at no address. */
export function imageVariableIn(imageUrl: string): string | undefined {
  return imageVariable.exec(imageUrl)?.[1];
}

const ImageUrl = z.union([z.url({ protocol: /^(https?|data)$/ }), z.string().regex(imageVariable)], {
  error: 'the address of an image, or {{ item.image }} for the image of the question',
});

const ImagePart = z.strictObject({
  type: z.literal('input_image'),
  image_url: ImageUrl.describe('an address, which the provider fetches, or `{{ item.image }}`'),
  detail: z.enum(['auto', 'low', 'high']).nullish(),
  file_id: z.null('no file: give the image_url').optional(),
});

const Part = z.union([TemplateText, TextPart, ImagePart], {
  error: 'a text, or an input_text, output_text or input_image; audio is not sent to graders',
});

const PromptMessage = z
  .strictObject({
    type: z.literal('message').optional(),
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content: z.union([Part, z.array(Part)]).describe('texts with `{{ item.… }}` and `{{ sample.… }}`, or images'),
  })
  .refine(({ role, content }) => role === 'user' || ![content].flat().some(isImage), {
    message: 'images in messages of the user only',
    path: ['content'],
  });

const isImage = (part: z.output<typeof Part>) => typeof part !== 'string' && part.type === 'input_image';

export type PromptMessageSpec = z.output<typeof PromptMessage>;

const SamplingParams = z.strictObject({
  seed: z.int().nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  temperature: z.number().min(0).max(2).nullish().describe('0 lets later runs reuse what was paid for'),
  max_completions_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
  reasoning_effort: z.enum(efforts).nullish(),
  reasoning_tokens: z.int().nonnegative().nullish().describe('ours: that it may think, beside what it may say'),
  verbosity: z.enum(['low', 'medium', 'high']).nullish().describe('ours: how much it says'),
  service_tier: z.string().min(1).nullish().describe('ours: such as `flex`'),
  extra: z.record(z.string().min(1), z.unknown()).nullish().describe('ours: further parameters, sent as they are'),
});

const shared = {
  name: z.string().describe('kept, and shown nowhere: the key names the grader'),
  model: z.string().min(1).describe('that grades'),
  provider: z.string().optional().describe('ours, not of OpenAI’s JSON; default: `provider`'),
  input: z.array(PromptMessage).min(1).describe('the prompt'),
  sampling_params: SamplingParams.nullish().describe('of each call; what is not given is left to the provider'),
};

/** OpenAI's `label_model`: a model names one of some labels. */
export const LabelModelGrader = z
  .strictObject({
    type: z.literal('label_model').describe("OpenAI's label model"),
    ...shared,
    labels: z.array(z.string().min(1)).min(1).describe('of which the model names one'),
    passing_labels: z.array(z.string().min(1)).min(1).describe('those that score 1; all others score 0'),
  })
  .superRefine(({ labels, passing_labels }, issues) => {
    passing_labels.forEach((label, index) => {
      if (labels.includes(label)) return;
      const message = `one of the labels (${labels.join(', ')})`;
      issues.addIssue({ code: 'custom', path: ['passing_labels', index], message, input: label });
    });
  });
export type LabelModelSpec = z.output<typeof LabelModelGrader>;

/** OpenAI's `score_model`: a model gives a number. */
export const ScoreModelGrader = z
  .strictObject({
    type: z.literal('score_model').describe("OpenAI's score model"),
    ...shared,
    range: z
      .tuple([z.number(), z.number()])
      .default([0, 1])
      .describe('of the number, which is cut to it and becomes a score from 0 to 1'),
    pass_threshold: z
      .number()
      .optional()
      .describe('with it an answer scores 1 from this number on, else 0; without it the number is the score'),
  })
  .superRefine(({ range: [lowest, highest] }, issues) => {
    if (lowest < highest) return;
    issues.addIssue({
      code: 'custom',
      path: ['range'],
      message: 'the lower end, then a higher one',
      input: [lowest, highest],
    });
  });
export type ScoreModelSpec = z.output<typeof ScoreModelGrader>;
export type ModelGraderSpec = LabelModelSpec | ScoreModelSpec;
