import type { ProviderKind } from '../domain/spec/provider-kinds.ts';
import { createOpenAiProvider, type OpenAiOptions } from './openai-provider.ts';
import type { Provider } from './port.ts';

/** What reaching a provider takes, of whatever kind. */
export type ReachOptions = OpenAiOptions;

/** Who reaches the providers of each kind: with the kind's rules in the spec, all that a new kind has to name. */
export const kinds: Record<ProviderKind, (options: ReachOptions) => Provider> = {
  openai: createOpenAiProvider,
};
