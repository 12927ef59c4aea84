import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textTokens, tokensOfPieces } from '../../../domain/tokens/text-tokens.ts';

const fragments = [
  'a',
  'Z',
  'word',
  'HTMLpage',
  "it's",
  "'LLama",
  "'Re",
  '1',
  '12345',
  ' ',
  '  ',
  '\t',
  '\r\n',
  '\n',
  '\v',
];
const marks = ['.', '((', '/', '//', '\n/', "'", '"', '_', '-', '\0', '\x7f', '\x1f'];
const fragment = fc.oneof(fc.constantFrom(...fragments, ...marks), fc.string({ unit: 'binary-ascii' }));

describe('the tokens of a text in ASCII', () => {
  it('are those that the pieces of any text would count', () => {
    // Repeated, so that no rounding hides a difference.
    const text = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('').repeat(7));
    fc.assert(
      fc.property(text, (ascii) => expect(textTokens(ascii)).toBe(Math.round(tokensOfPieces(ascii)))),
      { numRuns: 3000 },
    );
  });

  it('are counted in pieces of any script once something else stands in it', () => {
    const text = fc.tuple(fragment, fc.constantFrom('é', 'Ω', '日', ' ', '’s', '😀'), fragment);
    fc.assert(
      fc.property(text, (parts) => expect(textTokens(parts.join(''))).toBe(Math.round(tokensOfPieces(parts.join(''))))),
    );
  });
});
