import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openTextMap, openTextSet } from '../../../domain/data/text-map.ts';
import { anyText } from '../../fakes/any-text.ts';

const texts = fc.array(fc.oneof(fc.nat(50).map(String), anyText), { maxLength: 3000, size: 'max' });

describe('a map of texts', () => {
  it('knows what a Map would know, however many there are', () => {
    fc.assert(
      fc.property(texts, (all) => {
        const [own, expected] = [openTextMap(), new Map<string, number>()];
        for (const [value, text] of all.entries()) {
          expect(own.get(text)).toBe(expected.get(text) ?? -1);
          expect(own.getOrSet(text, value)).toBe(expected.get(text) ?? -1);
          if (!expected.has(text)) expected.set(text, value);
          expect(own.size).toBe(expected.size);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('takes another value for a text that it knows', () => {
    const map = openTextMap();
    map.set('a', 1);
    map.set('a', 2);
    expect([map.get('a'), map.size, map.has('b')]).toEqual([2, 1, false]);
  });
});

describe('a set of texts', () => {
  it('has what was added', () => {
    const set = openTextSet();
    for (let n = 0; n < 5000; n += 1) set.add(`text ${n % 3000}`);
    expect([set.size, set.has('text 2999'), set.has('text 3000')]).toEqual([3000, true, false]);
  });
});
