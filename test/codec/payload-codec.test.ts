import { createDecipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import fc from 'fast-check';
import { readCodecKeys } from '../../codec/keys.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];
const one = (payloads: Payload[]) => payloads[0] as Payload;

function codecOf(text: string) {
  const keys = readCodecKeys({ TEMPERA_CODEC_KEYS: text });
  if (!keys) throw new Error('no keys');
  return createPayloadCodec(keys);
}

const codec = codecOf(`a:${first.toString('base64')}`);
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value) as Payload;

describe('an encrypted payload', () => {
  it('comes back as it was, and shows nothing of what it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const sealed = one(await codec.encode([payloadOf({ said: 'planted', value })]));
        expect(Buffer.from(sealed.data ?? []).toString('latin1')).not.toContain('planted');
        const opened = one(await codec.decode([sealed]));
        expect(JSON.stringify(defaultPayloadConverter.fromPayload(opened))).toBe(
          JSON.stringify({ said: 'planted', value }),
        );
      }),
    );
  });

  it('never looks the same twice', async () => {
    const [left, right] = await codec.encode([payloadOf('same'), payloadOf('same')]);
    expect(Buffer.from(left?.data ?? []).equals(Buffer.from(right?.data ?? []))).toBe(false);
  });

  it("is in the form of Temporal's samples: nonce of 12 bytes, ciphertext, tag of 16", async () => {
    const sealed = one(await codec.encode([payloadOf('known')]));
    const data = Buffer.from(sealed.data ?? []);
    const opening = createDecipheriv('aes-256-gcm', first, data.subarray(0, 12));
    opening.setAuthTag(data.subarray(-16));
    const plain = Buffer.concat([opening.update(data.subarray(12, -16)), opening.final()]);
    const payload = proto.temporal.api.common.v1.Payload.decode(plain);
    expect(Buffer.from(payload.data ?? []).toString()).toBe('"known"');
    expect(Buffer.from(sealed.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
    expect(Buffer.from(sealed.metadata?.['encryption-key-id'] ?? []).toString()).toBe('a');
  });

  it('is read after its key has been followed by another one', async () => {
    const old = await codec.encode([payloadOf('old')]);
    const rotated = codecOf(`b:${second.toString('base64')},a:${first.toString('base64')}`);
    expect(defaultPayloadConverter.fromPayload(one(await rotated.decode(old)))).toBe('old');
    const [fresh] = await rotated.encode([payloadOf('new')]);
    expect(Buffer.from(fresh?.metadata?.['encryption-key-id'] ?? []).toString()).toBe('b');
  });

  it('names the key that a process lacks', async () => {
    const sealed = await codec.encode([payloadOf('x')]);
    await expect(codecOf(`b:${second.toString('base64')}`).decode(sealed)).rejects.toThrow(
      'a payload is encrypted with the key "a", which TEMPERA_CODEC_KEYS lacks',
    );
  });

  it('is refused where any byte of it was changed, or it was cut', async () => {
    const sealed = one(await codec.encode([payloadOf('x')]));
    const data = Buffer.from(sealed.data ?? []);
    const changed = [...data.keys()].map((at) =>
      Buffer.from(data.map((byte, index) => (index === at ? byte ^ 1 : byte))),
    );
    for (const broken of [...changed, data.subarray(0, 20), Buffer.alloc(0)]) {
      await expect(codec.decode([{ ...sealed, data: broken }])).rejects.toThrow('cannot be decrypted with the key "a"');
    }
  });
});

it('leaves payloads that nobody has encrypted as they are', async () => {
  const payload = payloadOf({ runId: 'before' });
  expect(one(await codec.decode([payload]))).toBe(payload);
});
