import { z } from 'zod';
import { notFound } from '../api-error.ts';
import { imagesOf, textOf } from '../learning/turn.ts';
import { type ApiRequest, checkBody, metadataQuery, pageQuery, pathParameter } from '../request.ts';
import type { Routes } from '../router.ts';
import type { Conversation, ConversationStore } from '../state/conversation-store.ts';
import { pageOfArray } from '../state/page.ts';
import { type ChatCompletion, type Message, Metadata } from '../wire.ts';

/** A completion that its caller had stored. */
export interface StoredCompletion extends ChatCompletion {
  metadata: Metadata;
}
export type StoredCompletions = ConversationStore<StoredCompletion, Message[]>;

const Labels = z.strictObject({ metadata: Metadata });

/** The operations on stored completions: list, retrieve, their messages, other metadata, delete. */
export const storedCompletionRoutes = (stored: StoredCompletions): Routes => ({
  'GET /chat/completions': ({ query }) => ({
    json: stored.list(query.get('model') ?? undefined, metadataQuery(query), pageQuery(query, 20, 100, 'asc')),
  }),

  'GET /chat/completions/{completion_id}': (call) => ({ json: found(stored, call).object }),

  'POST /chat/completions/{completion_id}': (call) => {
    const { id } = found(stored, call).object;
    stored.label(id, checkBody(call.json, Labels).metadata);
    return { json: found(stored, call).object };
  },

  'DELETE /chat/completions/{completion_id}': (call) => {
    const { id } = found(stored, call).object;
    return { json: { object: 'chat.completion.deleted', id, deleted: stored.delete(id) } };
  },

  'GET /chat/completions/{completion_id}/messages': (call) => {
    const { object, input } = found(stored, call);
    const messages = input.map((message, index) => shown(message, `${object.id}-${index}`));
    return { json: pageOfArray(messages, pageQuery(call.query, 20, 100, 'asc')) };
  },
});

function found(stored: StoredCompletions, call: ApiRequest): Conversation<StoredCompletion, Message[]> {
  const id = pathParameter(call, 'completion_id');
  const conversation = stored.find(id);
  if (conversation === undefined) throw notFound('stored chat completion', id, 'completion_id');
  return conversation;
}

/** A message as the list of stored ones has it: its text, and beside it the parts that show images. */
function shown(message: Message, id: string) {
  const { role, tool_calls, tool_call_id } = message;
  const tools = { ...(tool_calls && { tool_calls }), ...(tool_call_id && { tool_call_id }) };
  const content_parts = imagesOf(message).length > 0 ? message.content : null;
  return { id, role, content: textOf(message), refusal: null, content_parts, ...tools };
}
