import { InputError } from '../source.ts';
import { Passing } from '../web/attempts.ts';
import { explained } from './requests.ts';

/** The text of a response that may have so many bytes. */
export async function textWithin(response: Response, most: number, from: string): Promise<string> {
  return (await bytesWithin(response, most, from)).toString('utf8');
}

/** A response that may have so many bytes. */
export async function bytesWithin(response: Response, most: number, from: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of piecesOf(response, from)) {
    bytes += chunk.length;
    if (bytes > most)
      throw new InputError(`${from} answers with more than ${most} bytes where a short text is expected.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A response as it comes; whoever leaves early ends it. */
export async function* piecesOf({ body, url }: Response, from: string): AsyncGenerator<Uint8Array> {
  const host = URL.canParse(url) ? new URL(url).host : from;
  try {
    for await (const chunk of body ?? []) yield chunk as Uint8Array;
  } catch (error) {
    throw explained(error, { host });
  }
}

/** For what takes longer than its limit, to be tried again. */
export function orSlow(limit: AbortSignal, from: string): (error: unknown) => never {
  return (error) => {
    throw limit.aborted ? new Passing(`${from} takes longer than a minute for a short answer`) : error;
  };
}
