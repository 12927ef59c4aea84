import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutSecretQueries } from '../../../domain/data/secret-queries.ts';
import { shownAddress } from '../../../domain/data/shown-address.ts';
import { anyText } from '../../fakes/any-text.ts';

const spec = { hosts: ['covers.example'], privateHosts: [] };

describe('shownAddress', () => {
  it('leaves out user, fragment and query, and tells queries apart', () => {
    expect(shownAddress('https://covers.example/a.jpg#part')).toBe('https://covers.example/a.jpg');
    expect(shownAddress('https://me:secret@covers.example/a.jpg')).toBe('https://covers.example/a.jpg');
    const [one, other] = ['1', '2'].map((key) => shownAddress(`https://covers.example/a.jpg?key=${key}`));
    expect(one).toMatch(/^https:\/\/covers\.example\/a\.jpg\?…[0-9a-f]{16}$/);
    expect(one).not.toBe(other);
  });
});

describe('withoutSecretQueries', () => {
  it('hides the queries of allowed hosts wherever they stand in a value', () => {
    const address = 'https://covers.example/a.jpg?sig=SECRET';
    const shown = shownAddress(address);
    expect(withoutSecretQueries(address, spec)).toBe(shown);
    expect(withoutSecretQueries([`see ${address}`, 3, null], spec)).toEqual([`see ${shown}`, 3, null]);
    expect(withoutSecretQueries(`<${address}> "${address}"`, spec)).toBe(`<${shown}> "${shown}"`);
  });

  it.each(['id|SECRET', "'SECRET", 'a{b}&sig=SECRET', '^SECRET', '`SECRET', '\\SECRET', '#SECRET', 'a#|SECRET'])(
    'hides what a query may hold as it is: %s',
    (query) => {
      const address = `https://covers.example/a.jpg?${query}`;
      expect(withoutSecretQueries(address, spec)).toBe(shownAddress(address));
      const shown = withoutSecretQueries(`['${address}', (${address}), {"url":"${address}"}]`, spec);
      expect(shown).toBe(
        `['${shownAddress(address)}', (${shownAddress(address)}), {"url":"${shownAddress(address)}"}]`,
      );
    },
  );

  it.each(['https://covers.example/a b.jpg?sig=SECRET', 'https:/covers.example/a.jpg?a=b c&sig=SECRET'])(
    'hides whatever is fetched of a column of images: %s',
    (address) => {
      expect(withoutSecretQueries([address], spec, true)).toEqual([shownAddress(address)]);
      expect(withoutSecretQueries('a.jpg', spec, true)).toBe('a.jpg');
    },
  );

  it('leaves all else as it is', () => {
    for (const value of ['https://covers.example/a.jpg', 'https://elsewhere.example/?q=1', 'What?', 7, undefined]) {
      expect(withoutSecretQueries(value, spec)).toBe(value);
    }
    expect(withoutSecretQueries('https://covers.example/a.jpg?q=1', undefined)).toBe(
      'https://covers.example/a.jpg?q=1',
    );
  });

  it('lets no secret through, whatever stands around it', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const shown = withoutSecretQueries(`${before} HTTPS://Covers.Example/a.jpg?sig=SECRET ${after}`, spec);
        expect(shown).not.toContain('SECRET');
      }),
    );
  });
});
