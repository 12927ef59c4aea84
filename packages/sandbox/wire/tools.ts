import { z } from 'zod';

const Name = z.string().regex(/^[\w-]{1,64}$/);

/** A function that a model may ask its caller to call: the arguments obey `parameters`, a JSON schema. */
export const ToolFunction = z.object({
  name: Name,
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
});
export type ToolFunction = z.infer<typeof ToolFunction>;

const IsFunction = z.literal('function', 'the sandbox calls functions only');

/** A tool as chat completions are told of it. */
export const Tool = z.object({ type: IsFunction, function: ToolFunction });

const Named = z.object({ type: IsFunction, function: z.object({ name: z.string() }) });

/** Whether a tool must be called, and which. */
export const ToolChoice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    Named,
    z.object({
      type: z.literal('allowed_tools'),
      allowed_tools: z.object({ mode: z.enum(['auto', 'required']), tools: z.array(Named).min(1) }),
    }),
  ],
  "expected 'none', 'auto', 'required', a function by its name, or the tools that are allowed",
);
export type ToolChoice = z.infer<typeof ToolChoice>;

/** A call that the model asks for; the arguments are JSON. */
export const ToolCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
export type ToolCall = z.infer<typeof ToolCall>;
