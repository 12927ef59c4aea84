import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { explainError } from '../../../client/program/explain-error.ts';
import { readCodecKeys } from '../../../codec/keys.ts';
import { createPayloadCodec } from '../../../codec/payload-codec.ts';

const codecOf = (id: string) => {
  const keys = readCodecKeys({ TEMPERA_CODEC_KEYS: `${id}:${randomBytes(32).toString('base64')}` });
  if (!keys) throw new Error('no keys');
  return createPayloadCodec(keys);
};

it('says which key is missing where the server holds what cannot be decrypted, which is no fault of ours', async () => {
  const sealed = await codecOf('a').encode([{ metadata: {}, data: new Uint8Array() }]);
  const error = await codecOf('b')
    .decode(sealed)
    .catch((one: unknown) => one);
  expect(explainError(error)).toMatchObject({
    ending: 'badInput',
    message:
      'The server holds what cannot be read: a payload is encrypted with the key "a", which TEMPERA_CODEC_KEYS lacks.',
  });
});
