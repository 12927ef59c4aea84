import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { type CodecKeys, codecVariable } from './keys.ts';

const { Payload: PayloadProto } = proto.temporal.api.common.v1;

const cipher = 'aes-256-gcm';
const encoding = 'binary/encrypted';
// In bytes.
const nonceLength = 12;
const tagLength = 16;

/** A payload was encrypted by a key that this process lacks, or was changed. */
export class CodecError extends Error {
  override name = 'CodecError';
}

/**
 * Encrypts whole payloads with AES-256-GCM, in the form of Temporal's own samples: nonce, ciphertext and tag in one, the
 * key's id beside them. What is not encrypted is read as it is, so that runs begun before there was a key go on.
 */
export function createPayloadCodec(keys: CodecKeys): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(keys, payload)),
    decode: async (payloads) => payloads.map((payload) => decrypt(keys, payload)),
  };
}

function encrypt({ current }: CodecKeys, payload: Payload): Payload {
  const nonce = randomBytes(nonceLength);
  const sealing = createCipheriv(cipher, current.secret, nonce);
  const plain = PayloadProto.encode(payload).finish();
  const data = Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
  return {
    metadata: {
      encoding: Buffer.from(encoding),
      'encryption-cipher': Buffer.from(cipher),
      'encryption-key-id': Buffer.from(current.id),
    },
    data,
  };
}

function decrypt(keys: CodecKeys, payload: Payload): Payload {
  if (textOf(payload, 'encoding') !== encoding) return payload;
  const id = textOf(payload, 'encryption-key-id');
  const key = keys.byId.get(id);
  if (!key) {
    throw new CodecError(`a payload is encrypted with the key ${JSON.stringify(id)}, which ${codecVariable} lacks`);
  }
  const data = Buffer.from(payload.data ?? new Uint8Array());
  try {
    const opening = createDecipheriv(cipher, key.secret, data.subarray(0, nonceLength), { authTagLength: tagLength });
    opening.setAuthTag(data.subarray(data.length - tagLength));
    const plain = [opening.update(data.subarray(nonceLength, data.length - tagLength)), opening.final()];
    return PayloadProto.decode(Buffer.concat(plain));
  } catch {
    throw new CodecError(
      `a payload cannot be decrypted with the key ${JSON.stringify(id)}: it is another key, or was changed`,
    );
  }
}

function textOf({ metadata }: Payload, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}
