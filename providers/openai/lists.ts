import type OpenAI from 'openai';
import { z } from 'zod';
import { readable } from './readable.ts';

/** More than anybody has, so that a list that goes on for ever ends. */
const mostPages = 200;

const Entries = z.array(z.unknown());
const Page = z.union([
  z.looseObject({ data: Entries.nullable(), has_more: z.unknown().optional() }),
  Entries.transform((data) => ({ data, has_more: false })),
]);
const Identified = z.looseObject({ id: z.string() });

/** Walks a list until a page brings nothing new: some servers say that there is more, and give the same again. */
export async function* entriesOf(client: OpenAI, path: string, query: object = {}): AsyncGenerator<unknown> {
  const seen = new Set<string>();
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const body = await client.get(path, { query: { ...query, ...(after !== undefined && { after }) } });
    const { data, has_more: hasMore } = readable(Page, body);
    const known = seen.size;
    for (const entry of data ?? []) {
      const id = Identified.safeParse(entry).data?.id;
      if (id === undefined || !seen.has(id)) yield entry;
      if (id !== undefined) {
        seen.add(id);
        after = id;
      }
    }
    if (hasMore === false || seen.size === known) return;
  }
}
