import { describe, expect, it } from '@jest/globals';
import { readHeaders } from '../../providers/extra-headers.ts';

const read = (text: string | undefined) => readHeaders('TEMPERA_MINE_HEADERS', text);

describe('readHeaders', () => {
  it.each([undefined, '', '  \n'])('takes %j for none', (text) => {
    expect(read(text)).toEqual({});
  });

  it.each([
    ['JSON', '{ "X-Portkey-Provider": "openai", "x-one": "a: b" }'],
    ['lines', 'X-Portkey-Provider: openai\r\n\n  x-one:a: b\n'],
  ])('reads %s', (_, text) => {
    expect(read(text)).toEqual({ 'x-portkey-provider': 'openai', 'x-one': 'a: b' });
  });

  it.each([
    'sk-secret',
    '{ "x": 1 }',
    '{',
    'two words: sk-secret',
    ': sk-secret',
    '{ "x": "a\\nb" }',
    '{ "x": "a\\u0000b" }',
    'x: “sk-secret”',
  ])('says which variable holds no headers, and nothing of its text: %j', (text) => {
    expect(() => read(text)).toThrow('TEMPERA_MINE_HEADERS holds no headers: give JSON, or lines of "name: value"');
  });
});
