import { openAiTraining, type TrainingRules } from './provider-rules.ts';

/** What is known of a kind of provider before it is asked. */
interface KindTraits {
  /** The rules for files that it trains on; absent where it does not train. */
  training?: TrainingRules;
}

/** Kinds of providers, by the protocol that they speak. */
export const providerKinds = {
  openai: { training: openAiTraining },
} as const satisfies Record<string, KindTraits>;

export type ProviderKind = keyof typeof providerKinds;

/** The kind of a provider that names none, and of the sandbox. */
export const usualKind: ProviderKind = 'openai';

/** The rules of whoever trains in a run. */
export function trainingRulesOf({ fineTune, provider, providers }: TrainedBy): TrainingRules {
  const { training } = providerKinds[providers[fineTune?.provider ?? provider]?.kind ?? usualKind];
  return training;
}

interface TrainedBy {
  provider: string;
  fineTune?: { provider?: string | undefined } | undefined;
  providers: Readonly<Record<string, { kind?: ProviderKind | undefined }>>;
}
