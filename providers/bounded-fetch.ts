import { PiecedBody } from './pieced-body.ts';
import { post } from './post.ts';
import { boundRead, mostBytes } from './response-bound.ts';

/**
 * A fetch that reads no more than {@link mostBytes} of a response, follows no redirect, which would lead the questions
 * to somebody else, and keeps the whole body of an error, of which OpenAI's client keeps the field `error` only.
 */
export async function boundedFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await sent(input, init);
  if (response.ok) return response;
  const { status, statusText, headers } = response;
  const error = parsed(await response.text().catch(() => ''));
  const itsHeaders = new Headers(headers);
  // They were those of the compressed body.
  for (const name of ['content-length', 'content-encoding']) itsHeaders.delete(name);
  return new Response(JSON.stringify({ error }), { status, statusText, headers: itsHeaders });
}

async function sent(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
  const { body, headers, signal } = init;
  if (body instanceof PiecedBody && !(input instanceof Request)) {
    const never = new AbortController().signal;
    return post(new URL(input), body, { headers: new Headers(headers), signal: signal ?? never });
  }
  return bounded(await fetch(input, { ...init, redirect: 'manual' }));
}

function bounded(response: Response): Response {
  const { status, statusText, headers, body } = response;
  // No more is read than a length says, and counting takes a fifth of the processor time of a small call.
  if (response.ok && isShort(headers)) return response;
  return new Response(body?.pipeThrough(counting()), { status, statusText, headers });
}

function isShort(headers: Headers): boolean {
  const length = headers.get('content-length');
  return length !== null && Number(length) <= mostBytes && !headers.has('content-encoding');
}

function counting(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      boundRead(bytes);
      controller.enqueue(chunk);
    },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
