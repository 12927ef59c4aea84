/** A body is longer than what is read of one; the message says how long as far as one knows. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** The body of a response, unpacked, of which no more than so many bytes are ever held. */
export async function boundedBytes({ headers, body }: Response, most: number): Promise<Uint8Array> {
  const said = Number(headers.get('content-length') ?? 0);
  if (said > most) {
    await body?.cancel().catch(() => undefined);
    throw new TooLarge(`${said} bytes`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // To leave the loop ends the connection.
    if (bytes > most) throw new TooLarge(`more than ${most} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
