import type { ChatReply, ChatRequest } from '../domain/answering/chat.ts';
import type { AttemptEnd } from '../domain/cost/budget/paid-for.ts';
import { type Chat, ProviderError } from './port.ts';
import { type Stop, Stopped } from './stop.ts';

/** Hears of each attempt at a call right before it is sent; gives what hears of its end. What it throws keeps it back. */
export type Meter = () => Promise<(end: AttemptEnd) => Promise<void>>;

/** Makes one attempt at a call, of which a meter hears where there is one. */
export async function metered(provider: Chat, request: ChatRequest, stop: Stop, meter?: Meter): Promise<ChatReply> {
  if (!meter) return await provider.chat(request);
  const hear = await meter();
  if (stop.aborted) {
    await hear('unsent');
    throw new Stopped();
  }
  const reply = await provider.chat(request).catch(async (error: unknown) => {
    if (error instanceof ProviderError) await hear({ problem: error.problem });
    throw error;
  });
  await hear({ reply });
  return reply;
}
