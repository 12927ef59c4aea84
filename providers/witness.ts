import type { ChatReply, ChatRequest } from '../domain/answering/chat.ts';
import type { Meter } from './meter.ts';
import { ProviderError } from './port.ts';
import { type Stop, Stopped } from './stop.ts';

type Ask = (request: ChatRequest, stop: Stop, meter?: Meter) => Promise<ChatReply>;

/**
 * Tells whether a model answers a word, which costs next to nothing: the list of models may be served while no model
 * is. Whoever asks at the same time shares one call, unless a meter has to hear of it.
 */
export function createWitness(ask: Ask): (model: string, stop: Stop, meter?: Meter) => Promise<boolean> {
  const asking = new Map<string, Promise<boolean>>();
  return (model, stop, meter) => {
    if (meter) return answers(ask, model, stop, meter);
    const answer = asking.get(model) ?? answers(ask, model, stop).finally(() => asking.delete(model));
    asking.set(model, answer);
    return answer;
  };
}

/** To be rate-limited is no answer: gateways count calls before they look at the key. The word is asked again. */
async function answers(ask: Ask, model: string, stop: Stop, meter?: Meter): Promise<boolean> {
  for (;;) {
    try {
      await ask(greeting(model), stop, meter);
      return true;
    } catch (error) {
      // Others may wait for the same word; they ask again when its first asker has to stop.
      if (error instanceof Stopped) return false;
      if (!(error instanceof ProviderError)) throw error;
      const { action, until } = error.problem;
      // The throttle has made a pause, or is told that one is too long: then that is what holds everybody up.
      if (action === 'throttled') continue;
      if (until !== undefined) throw error;
      // To be turned down is to be answered.
      return action === 'failed' || action === 'refused';
    }
  }
}

/** The least that can be asked of a model. */
export function greeting(model: string): ChatRequest {
  return { model, messages: [{ role: 'user', content: 'Hello' }], imageUrls: new Map(), temperature: 0, maxTokens: 1 };
}
