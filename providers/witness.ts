import type { ChatReply, ChatRequest } from '../domain/chat.ts';
import { ProviderError } from './port.ts';

/**
 * Tells whether a model answers a word, which costs next to nothing: the list of models may be served while no model
 * is. Whoever asks at the same time shares one call.
 */
export function createWitness(ask: (request: ChatRequest) => Promise<ChatReply>): (model: string) => Promise<boolean> {
  const asking = new Map<string, Promise<boolean>>();
  return (model) => {
    const answer = asking.get(model) ?? answers(ask, model).finally(() => asking.delete(model));
    asking.set(model, answer);
    return answer;
  };
}

async function answers(ask: (request: ChatRequest) => Promise<ChatReply>, model: string): Promise<boolean> {
  try {
    await ask(greeting(model));
    return true;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // To be turned down is to be answered.
    return error.problem.action === 'failed' || error.problem.action === 'refused';
  }
}

function greeting(model: string): ChatRequest {
  return { model, messages: [{ role: 'user', content: 'Hello' }], imageUrls: new Map(), temperature: 0, maxTokens: 1 };
}
