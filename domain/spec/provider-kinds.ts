import { isAtHome } from './known-providers.ts';
import { openAiEpochs, openAiTraining, type TrainingRules } from './provider-rules.ts';

/** What is known of a kind of provider before it is asked. */
interface KindTraits {
  /** The rules for files that it trains on; absent where it does not train. */
  training?: TrainingRules;
  /**
   * Whether a provider, by name and identity, is known to show a job with its metadata: by that a job is found whose
   * creation was not confirmed.
   */
  showsMetadata(name: string, identity: string): boolean;
  /** What `auto` epochs come to of so many lines, and who says so. */
  autoEpochs(name: string, lines: number): AutoEpochs;
}

/** Epochs of a training that were left to who trains. */
export interface AutoEpochs {
  epochs: number;
  epochsBy: 'provider' | 'sandbox';
}

/** Kinds of providers, by the protocol that they speak. */
export const providerKinds = {
  openai: { training: openAiTraining, showsMetadata: isOpenAiOrSandbox, autoEpochs: epochsOfOpenAiOrSandbox },
} as const satisfies Record<string, KindTraits>;

export type ProviderKind = keyof typeof providerKinds;

/** The kind of a provider that names none, and of the sandbox. */
export const usualKind: ProviderKind = 'openai';

/** Headers that choose an upstream change nothing of that; what stands at another address by OpenAI's name is another. */
function isOpenAiOrSandbox(name: string, identity: string): boolean {
  return name === 'sandbox' || isAtHome(name, identity.replace(/ \(headers .*$/, ''));
}

function epochsOfOpenAiOrSandbox(name: string, lines: number): AutoEpochs {
  if (name === 'sandbox') return { epochs: 3, epochsBy: 'sandbox' };
  return { epochs: openAiEpochs(lines), epochsBy: 'provider' };
}

/** What `auto` epochs come to with whoever trains in a run. */
export function autoEpochsOf(run: TrainedBy, lines: number): AutoEpochs {
  const { name, kind } = trainerOf(run);
  return kind.autoEpochs(name, lines);
}

/** Whether a provider of a spec is known to show a job with its metadata. */
export function showsMetadata({ providers }: Pick<TrainedBy, 'providers'>, name: string, identity = ''): boolean {
  return providerKinds[providers[name]?.kind ?? usualKind].showsMetadata(name, identity);
}

/** The rules of whoever trains in a run. */
export function trainingRulesOf(run: TrainedBy): TrainingRules {
  return trainerOf(run).kind.training;
}

function trainerOf({ fineTune, provider, providers }: TrainedBy) {
  const name = fineTune?.provider ?? provider;
  return { name, kind: providerKinds[providers[name]?.kind ?? usualKind] };
}

interface TrainedBy {
  provider: string;
  fineTune?: { provider?: string | undefined } | undefined;
  providers: Readonly<Record<string, { kind?: ProviderKind | undefined }>>;
}
