import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCleaner } from '../../providers/cleaner.ts';

const secret = 'sk-very/secret+0123';
const cleaner = createCleaner([secret, 'local']);

describe('createCleaner', () => {
  it.each(['rate_limit_exceeded', 'Throttling.RateQuota', 'req_1-a:b', '502'])('keeps a code: %s', (code) => {
    expect(cleaner.code(code)).toBe(code);
  });

  it.each([undefined, null, '', 'two words', 'x'.repeat(65), 'a\u001b[2J', {}, secret, `id-${secret}`])(
    'takes no other thing for a code: %j',
    (code) => {
      expect(cleaner.code(code)).toBeUndefined();
    },
  );

  it('reads a number as a code', () => {
    expect(cleaner.code(502)).toBe('502');
  });

  it('makes one short line of a sentence', () => {
    expect(cleaner.sentence('one\n\u001b]0;t\u0007 two\u202e')).toBe('one ]0;t two');
    expect(cleaner.sentence('word '.repeat(1000))?.length).toBeLessThanOrEqual(200);
    expect(cleaner.sentence({ an: 'object' })).toBeUndefined();
  });

  it('cuts what was sent from a sentence, and what looks like an image', () => {
    const question = 'Who is the author of this book?';
    expect(cleaner.sentence(`Invalid prompt: "${question}"!`, [`Look closely.\n${question}`])).toBe(
      'Invalid prompt: "…"!',
    );
    expect(cleaner.sentence('Invalid: Hello?', ['Hello?'])).toBe('Invalid: …');
    expect(cleaner.sentence(`not base64: ${'iVBORw0KGgo'.repeat(9)}`)).toBe('not base64: …');
  });

  it('cuts a key as it is, and as it stands in an address', () => {
    expect(cleaner.sentence(`key ${secret}`)).toBe('key [key]');
    expect(cleaner.sentence(`GET /x?key=${encodeURIComponent(secret)}`)).toBe('GET /x?key=[key]');
    expect(cleaner.name(`m-${secret}`)).toBe('m-[key]');
  });

  it('leaves a key alone that is a word', () => {
    expect(cleaner.sentence('no local server')).toBe('no local server');
  });

  it('lets no key through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom('code', 'name', 'sentence'), (before, after, form) => {
        expect(cleaner[form](before + secret + after) ?? '').not.toContain(secret);
      }),
    );
  });
});
