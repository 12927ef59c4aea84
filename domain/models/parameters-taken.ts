import { familyName, fitting } from './by-pattern.ts';

/** How much a model is to think before it answers. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

/** Where a model can be told how to sample, by `temperature` and `top_p`: always, only while it does not reason, never. */
export const samplings = ['always', 'without-reasoning', 'never'] as const;

/** What the limit of a reply is called on the wire. */
export const limitNames = ['max_completion_tokens', 'max_tokens'] as const;

/** Which parameters a model takes. */
export interface ModelTraits {
  sampling: (typeof samplings)[number];
  seed: boolean;
  /** Empty where it takes none; absent where nobody knows. */
  efforts?: readonly Effort[];
  /** How much it thinks when it is not told; absent where it does not, or nobody knows. */
  defaultEffort?: Effort;
  limit: (typeof limitNames)[number];
  verbosity: boolean;
  /** Absent where nobody knows. */
  serviceTiers?: readonly string[];
  images: boolean;
}

/** The day on which the table was held against what the providers document and answer. */
export const familiesCheckedOn = '2026-11-28';

const tiers = ['auto', 'default', 'priority'];
const tiersWithFlex = [...tiers, 'flex'];

/** A model of OpenAI's that does not reason. */
const plain: ModelTraits = {
  sampling: 'always',
  seed: true,
  efforts: [],
  limit: 'max_completion_tokens',
  verbosity: false,
  serviceTiers: tiers,
  images: true,
};

const reasoning: ModelTraits = {
  ...plain,
  sampling: 'never',
  efforts: ['low', 'medium', 'high'],
  defaultEffort: 'medium',
  serviceTiers: tiersWithFlex,
};

const gpt5: ModelTraits = { ...reasoning, efforts: ['minimal', 'low', 'medium', 'high'], verbosity: true };

/** From gpt-5.1 on a model may be told not to reason, and then how to sample. */
const mayNotReason: ModelTraits = {
  ...gpt5,
  sampling: 'without-reasoning',
  efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  defaultEffort: 'none',
};

const gpt6: ModelTraits = {
  ...mayNotReason,
  efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  defaultEffort: 'medium',
};

const alwaysReasons: ModelTraits = { ...gpt6, sampling: 'never', efforts: ['low', 'medium', 'high', 'xhigh', 'max'] };

const mistral: ModelTraits = {
  sampling: 'always',
  // It is called random_seed there.
  seed: false,
  limit: 'max_tokens',
  verbosity: false,
  images: true,
};

/**
 * Families by patterns of names, in which `*` stands for anything; of several that fit, the longest holds. From OpenAI's
 * model pages, its guide to the latest models and what it answers, and Mistral's API description.
 */
export const families: Readonly<Record<string, ModelTraits>> = {
  'gpt-3.5*': { ...plain, images: false },
  'gpt-4*': plain,
  'chatgpt-4o*': plain,
  'o1*': { ...reasoning, serviceTiers: tiers },
  'o3*': reasoning,
  'o3-mini*': { ...reasoning, images: false },
  'o4-mini*': reasoning,
  'gpt-5': gpt5,
  'gpt-5-*': gpt5,
  'gpt-5-pro*': { ...gpt5, efforts: ['high'], defaultEffort: 'high' },
  'gpt-5-chat*': plain,
  'gpt-5.?-chat*': plain,
  'gpt-5.1*': { ...mayNotReason, efforts: ['none', 'low', 'medium', 'high'] },
  'gpt-5.2*': mayNotReason,
  'gpt-5.3*': mayNotReason,
  'gpt-5.4*': mayNotReason,
  'gpt-5.5*': { ...mayNotReason, defaultEffort: 'medium' },
  'gpt-5.6*': gpt6,
  'gpt-6*': gpt6,
  'gpt-6*-astra*': alwaysReasons,
  'gpt-6.1-sol*': alwaysReasons,
  'gpt-6.2-sol*': alwaysReasons,
  'mistral-*': mistral,
  'ministral-*': mistral,
  'magistral-*': mistral,
  'pixtral-*': mistral,
  'open-mistral-*': mistral,
  'open-mixtral-*': mistral,
};

/** A model that no pattern fits: what the spec says goes out, and the provider tells what it will not take. */
export const unknownFamily: ModelTraits = {
  sampling: 'always',
  seed: true,
  limit: 'max_completion_tokens',
  verbosity: true,
  images: true,
};

/** What a spec says of models by patterns of their names; what it leaves out is as in the table. */
export type TraitsOverrides = Readonly<Record<string, { [K in keyof ModelTraits]?: ModelTraits[K] | undefined }>>;

/** Which parameters a model takes: by the table, and by what the spec says of it. */
export function traitsOf(model: string, overrides: TraitsOverrides = {}): ModelTraits {
  const name = familyName(model);
  const [family] = fitting(families, name);
  // A spec may say a pattern by the name that it asks for, too: `ft:gpt-4o*`, `openai/o3`.
  const own = fitting(overrides, name, model.toLowerCase()).reverse();
  return Object.assign({}, family ?? unknownFamily, ...own.map(defined));
}

function defined<T extends object>(traits: T): Partial<T> {
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined)) as Partial<T>;
}
