import type OpenAI from 'openai';
import { z } from 'zod';
import type { ChatReply, ChatRequest } from '../../domain/answering/chat.ts';
import { classify } from '../classify.ts';
import type { RemoteModel } from '../port.ts';
import { greeting } from '../witness.ts';
import { entriesOf } from './lists.ts';
import { readable } from './readable.ts';

const Model = z.looseObject({ shutdown_date: z.string().optional().catch(undefined) });
const Listed = z.union([z.string().transform((id) => ({ id })), z.looseObject({ id: z.string() })]);

/**
 * Whether a model is served. Many servers only list their models, and some do not even that: then it is asked a word.
 * Throws what says that it is not.
 */
export async function retrieveModel(
  client: OpenAI,
  id: string,
  chat: (request: ChatRequest) => Promise<ChatReply>,
): Promise<RemoteModel> {
  const told = await unlessUnknown(async () => readable(Model, await client.models.retrieve(id)));
  if (told) return { id, ...(told.shutdown_date && { shutdownDate: told.shutdown_date }) };
  if (!(await unlessUnknown(() => isListed(client, id)))) await requireAnswer(chat, id);
  return { id };
}

/** Whether a model is served, without asking it a word. */
export async function lookUpModel(client: OpenAI, id: string): Promise<'served' | 'not served' | 'not told'> {
  if (await unlessUnknown(async () => readable(Model, await client.models.retrieve(id)))) return 'served';
  const listed = await unlessUnknown(() => isListed(client, id));
  if (listed === undefined) return 'not told';
  return listed ? 'served' : 'not served';
}

async function isListed(client: OpenAI, id: string): Promise<boolean> {
  for await (const entry of entriesOf(client, '/models')) {
    if (Listed.safeParse(entry).data?.id === id) return true;
  }
  return false;
}

/** Undefined where a server does not have what it is asked for, or answers by a page of its own. */
async function unlessUnknown<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const problem = classify(error);
    if (problem?.action === 'missing' || [200, 405, 501].includes(problem?.status ?? 0)) return undefined;
    throw error;
  }
}

/** To be turned down is to be answered. */
async function requireAnswer(chat: (request: ChatRequest) => Promise<ChatReply>, id: string): Promise<void> {
  try {
    await chat(greeting(id));
  } catch (error) {
    const problem = classify(error);
    if (problem?.status !== 200 && problem?.action !== 'failed' && problem?.action !== 'refused') throw error;
  }
}
