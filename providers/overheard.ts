import type { Usage } from '../domain/answering/answer.ts';
import { type Provider, ProviderError } from './port.ts';

/** A call to a model that has ended. */
export interface HeardCall {
  /** By its name in the spec. */
  provider: string;
  /** `answered`, the action that a problem asks for, or `unexpected`. */
  outcome: string;
  seconds: number;
  usage?: Usage;
  /** How many calls the provider's throttle allows at once, after this one. */
  limit: number;
}

export type HearCall = (call: HeardCall) => void;

/** A provider whose calls to models somebody hears of; all else goes by unheard. */
export function overheard(provider: Provider, name: string, throttle: { limit: number }, hear: HearCall): Provider {
  return {
    ...provider,
    async chat(request) {
      const begun = performance.now();
      const tell = (outcome: string, usage?: Usage) => {
        const seconds = (performance.now() - begun) / 1000;
        hear({ provider: name, outcome, seconds, ...(usage && { usage }), limit: throttle.limit });
      };
      try {
        const reply = await provider.chat(request);
        tell('answered', reply.usage);
        return reply;
      } catch (error) {
        tell(error instanceof ProviderError ? error.problem.action : 'unexpected');
        throw error;
      }
    },
  };
}
