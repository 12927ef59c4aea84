import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable, printableJson } from '../../../client/program/printable.ts';
import { anyText } from '../../fakes/any-text.ts';

const steers = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe('printable', () => {
  it('takes away what clears the screen, sets the title or turns a line around', () => {
    expect(printable('ft:\u001b[2J\u001b]0;title\u0007 \u009b31m\u202eabc\u2069\r!')).toBe('ft:[2J]0;title 31mabc!');
  });

  it('keeps lines, tabs and all that people write', () => {
    expect(printable('a\tb\r\nZoë 日本 🙂 שלום\u200f\n')).toBe('a\tb\nZoë 日本 🙂 שלום\u200f\n');
  });

  it('leaves nothing that steers a terminal in any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text).replaceAll(/[\n\t]/g, '')).not.toMatch(steers);
      }),
    );
  });
});

describe('printableJson', () => {
  it('is inert, and says the same as the value', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = printableJson({ text });
        expect(json).not.toMatch(steers);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
