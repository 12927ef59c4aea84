/** A body is longer than what is read of one; the message says so of what it is of. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** The body of a response, unpacked, of which no more than so many bytes are ever held. */
export async function boundedBytes({ headers, body }: Response, most: number): Promise<Uint8Array> {
  const said = Number(headers.get('content-length') ?? 0);
  if (said > most) {
    await body?.cancel().catch(() => undefined);
    throw tooLarge(said, most);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // To leave the loop ends the connection.
    if (bytes > most) throw tooLarge(`more than ${most}`, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function tooLarge(bytes: number | string, most: number): TooLarge {
  return new TooLarge(`has ${bytes} bytes; at most ${most} are read`);
}
