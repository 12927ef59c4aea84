import { checkBody } from '../request.ts';
import type { Routes } from '../router.ts';
import { ChatRequest } from '../wire.ts';
import type { Complete } from './complete.ts';
import { toEvents } from './stream.ts';

/** The operation that completes a chat, at once or as a stream of events. */
export const chatRoutes = (complete: Complete): Routes => ({
  'POST /chat/completions': async (call) => {
    const request = checkBody(call.json, ChatRequest);
    const withUsage = request.stream_options?.include_usage ?? false;
    return {
      json: await complete(request, call),
      ...(request.stream && { events: (completion) => toEvents(completion, withUsage) }),
    };
  },
});
