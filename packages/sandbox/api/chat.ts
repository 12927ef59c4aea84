import { checkBody } from '../request.ts';
import type { Routes } from '../router.ts';
import { ChatRequest } from '../wire.ts';
import type { Complete } from './complete.ts';
import type { StoredCompletions } from './stored-completions.ts';
import { toEvents } from './stream.ts';

/** The operation that completes a chat, at once or as a stream of events; it stores what is to be stored. */
export const chatRoutes = (complete: Complete, stored: StoredCompletions): Routes => ({
  'POST /chat/completions': async (call) => {
    const request = checkBody(call.json, ChatRequest);
    const completion = await complete(request, call);
    if (request.store)
      stored.add({ object: { ...completion, metadata: request.metadata ?? {} }, input: request.messages });
    const withUsage = request.stream_options?.include_usage ?? false;
    return { json: completion, ...(request.stream && { events: (json) => toEvents(json, withUsage) }) };
  },
});
