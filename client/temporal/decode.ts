import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type ProtoFailure } from '@temporalio/common';

/** The first value of what the server holds as it was sent, decrypted where it is encrypted; undefined where there is none. */
export async function decodeFirst(temporal: Client, payloads: readonly Payload[]): Promise<unknown> {
  let decoded = payloads.slice(0, 1);
  for (const codec of [...temporal.options.loadedDataConverter.payloadCodecs].reverse()) {
    decoded = await codec.decode(decoded);
  }
  return decoded[0] && defaultPayloadConverter.fromPayload(decoded[0]);
}

/** The message of a failure, which lies in a payload of its own where failures are encrypted. */
export async function messageOf(temporal: Client, { message, encodedAttributes }: ProtoFailure): Promise<string> {
  if (!encodedAttributes) return message ?? '';
  const attributes = (await decodeFirst(temporal, [encodedAttributes])) as { message?: unknown } | null;
  return String(attributes?.message ?? message ?? '');
}
