import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CodecKeyError, readCodecKeys, ringOf } from '../../codec/keys.ts';

const secret = () => randomBytes(32).toString('base64');
const read = (text: string) => readCodecKeys({ TEMPERA_CODEC_KEYS: text });

describe('the keys of a process', () => {
  it('are none where the variable is not set or blank', () => {
    expect(readCodecKeys({})).toBeUndefined();
    expect(read('  ')).toBeUndefined();
  });

  it('encrypt by the first, and decrypt by all but those that are retired', () => {
    const keys = read(`new:${secret()}, old:${secret()},older:retired`);
    expect(keys?.current.id).toBe('new');
    expect([...(keys?.byId.keys() ?? [])]).toEqual(['new', 'old']);
    expect(keys?.retired).toEqual(['older']);
  });

  it.each([
    ['no id', secret(), 'entry 1 is not ID:KEY'],
    ['a short key', `a:${randomBytes(16).toString('base64')}`, 'the key a is not 32 bytes in base64'],
    ['a long key', `a:${randomBytes(48).toString('base64')}`, 'the key a is not 32 bytes in base64'],
    ['an odd id', `a b:${secret()}`, 'entry 1 is not ID:KEY'],
    ['an empty entry', `a:${secret()},`, 'entry 2 is not ID:KEY'],
    ['one id twice', `a:${secret()},a:${secret()}`, 'names a twice'],
    ['retired ones only', 'a:retired', 'names retired keys only'],
  ])('cannot be read with %s, which the message names without showing a key', (_, text, message) => {
    const problem = problemOf(() => read(text));
    expect(problem).toBeInstanceOf(CodecKeyError);
    expect(problem.message).toContain(message);
    for (const part of text.match(/[A-Za-z0-9+/]{22,}/g) ?? []) expect(problem.message).not.toContain(part);
  });

  it('are told apart by a text that holds nothing of them', () => {
    const [one, other] = [secret(), secret()];
    const checkOf = (text: string) => ringOf(read(`a:${text}`)).checks.get('a') ?? '';
    expect(checkOf(one)).toBe(checkOf(one));
    expect(checkOf(one)).not.toBe(checkOf(other));
    expect(Buffer.from(one, 'base64').toString('hex')).not.toContain(checkOf(one));
  });
});

function problemOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
