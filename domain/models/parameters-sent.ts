import type { Effort, ModelTraits } from './parameters-taken.ts';

/** How a model is to be asked, as a spec says it; what is absent is left to the table and to the provider. */
export interface ParameterWishes {
  temperature?: number | undefined;
  topP?: number | undefined;
  /** Of what is said; what is thought has an allowance of its own. */
  maxTokens?: number | undefined;
  seed?: number | undefined;
  reasoningEffort?: Effort | undefined;
  /** Of what is thought; default: by the effort. */
  reasoningTokens?: number | undefined;
  verbosity?: 'low' | 'medium' | 'high' | undefined;
  serviceTier?: string | undefined;
  /** Of the body, by the provider's own names. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** What goes out with each call to a model; what is absent is not sent. */
export interface SentParameters {
  temperature?: number;
  topP?: number;
  /** What is said and what is thought together. */
  maxTokens?: number;
  /** What the limit is called; absent: `max_completion_tokens`. */
  limitName?: ModelTraits['limit'];
  seed?: number | undefined;
  reasoningEffort?: Effort;
  verbosity?: 'low' | 'medium' | 'high';
  serviceTier?: string;
  extra?: Readonly<Record<string, unknown>>;
}

/** Tokens that a model may think, by its effort, beside those that it may say. */
export const reasoningAllowance: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1000,
  low: 1000,
  medium: 4000,
  high: 16_000,
  xhigh: 32_000,
  max: 64_000,
};

/** How much a model thinks about a question; `none` where nobody knows better. */
export function effortOf({ reasoningEffort }: ParameterWishes, { defaultEffort }: ModelTraits): Effort {
  return reasoningEffort ?? defaultEffort ?? 'none';
}

/** Whether a model that is asked so takes `temperature` and `top_p`. */
export function takesSampling(wishes: ParameterWishes, traits: ModelTraits): boolean {
  return (
    traits.sampling === 'always' || (traits.sampling === 'without-reasoning' && effortOf(wishes, traits) === 'none')
  );
}

/** Tokens that a model may think and say about a question; undefined where the wishes set no limit. */
export function limitOf(wishes: ParameterWishes, traits: ModelTraits): number | undefined {
  if (wishes.maxTokens === undefined) return undefined;
  return wishes.maxTokens + (wishes.reasoningTokens ?? reasoningAllowance[effortOf(wishes, traits)]);
}

/**
 * What is sent to a model by what was wished, in the order of the wishes, which is part of what answers are known by.
 * Where no sampling is taken, 1 asks for what the model does anyway.
 */
export function sentParameters(wishes: ParameterWishes, traits: ModelTraits): SentParameters {
  const { temperature, topP, ...rest } = wishes;
  const free = takesSampling(wishes, traits);
  const maxTokens = limitOf(wishes, traits);
  return {
    ...(free && temperature !== undefined && { temperature }),
    ...(free && topP !== undefined && { topP }),
    ...sentAsWritten(rest),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxTokens !== undefined && traits.limit !== 'max_completion_tokens' && { limitName: traits.limit }),
  };
}

/** Wishes as 0.1.0 sent them: every one that is there, and nothing of the table. */
export function sentAsWritten({ reasoningTokens: _, ...wishes }: ParameterWishes): SentParameters {
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
}
