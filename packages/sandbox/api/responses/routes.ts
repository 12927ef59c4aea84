import { invalid, notFound } from '../../api-error.ts';
import { type ApiRequest, checkBody, pathParameter } from '../../request.ts';
import type { Routes } from '../../router.ts';
import type { Conversation, ConversationStore } from '../../state/conversation-store.ts';
import { type Item, type OutputItem, type ResponseObject, ResponseRequest } from '../../wire/responses.ts';
import type { Message } from '../../wire.ts';
import type { Complete } from '../complete.ts';
import { asChat, itemsOf, toMessages } from './conversation.ts';
import { toResponseEvents } from './events.ts';
import { toResponse } from './response.ts';
import { inWordsOfResponses } from './words.ts';

/** Responses with the messages that they were said to, instructions aside. */
export type StoredResponses = ConversationStore<ResponseObject, Message[]>;

/** The operations on responses: create, at once or as a stream of events, retrieve and delete. */
export const responseRoutes = (complete: Complete, stored: StoredResponses): Routes => ({
  'POST /responses': async (call) => {
    const request = checkBody(call.json, ResponseRequest);
    const earlier = request.previous_response_id ? messagesOf(stored, request.previous_response_id) : [];
    const chat = asChat(
      request,
      earlier,
      itemsOf(request).map((item) => resolved(stored, item)),
    );
    const response = toResponse(request, await inWordsOfResponses(async () => await complete(chat, call)));
    const input = chat.messages.slice(request.instructions ? 1 : 0);
    if (request.store ?? true) stored.add({ object: response, input });
    return { json: response, ...(request.stream && { events: toResponseEvents }) };
  },

  'GET /responses/{response_id}': (call) => ({ json: found(stored, call).object }),

  'DELETE /responses/{response_id}': (call) => {
    const { id } = found(stored, call).object;
    return { json: { id, object: 'response', deleted: stored.delete(id) } };
  },
});

function found(stored: StoredResponses, call: ApiRequest): Conversation<ResponseObject, Message[]> {
  const id = pathParameter(call, 'response_id');
  const response = stored.find(id);
  if (response === undefined) throw notFound('response', id, 'response_id');
  return response;
}

/** What was said until a stored response, and in it. */
function messagesOf(stored: StoredResponses, id: string): Message[] {
  const response = stored.find(id);
  if (response !== undefined) return [...response.input, ...response.object.output.flatMap(toMessages)];
  const message = `Previous response with id '${id}' not found.`;
  throw invalid(message, 'previous_response_id', 'previous_response_not_found');
}

/** An item, or the one that it refers to. */
function resolved(stored: StoredResponses, item: Item): Item | OutputItem {
  if (item.type !== 'item_reference') return item;
  const response = stored.find(item.id.replace(/^[a-z]+_/, 'resp_'));
  const referred = response?.object.output.find(({ id }) => id === item.id);
  if (referred === undefined) throw notFound('item', item.id, 'input');
  return referred;
}
