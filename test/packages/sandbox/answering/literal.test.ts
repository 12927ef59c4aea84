import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { objectsIn } from '../../../../packages/sandbox/answering/literal.ts';

describe('objectsIn', () => {
  it.each<[string, string, object[]]>([
    ['JSON', '{"a": "x\\n\\u00e9", "b": [1, -2.5e3, true, null]}', [{ a: 'x\né', b: [1, -2500, true, null] }]],
    [
      "Python's repr",
      String.raw`{'a': "It's", 'b': 'say "hi"', 'c': 'it\'s \x41\u00e9\U0001f600\\', 'd': None}`,
      [{ a: "It's", b: 'say "hi"', c: "it's Aé😀\\", d: null }],
    ],
    ['tuples, truth and commas at the end', "{'a': ('x', True, False,), 'b': [],}", [{ a: ['x', true, false], b: [] }]],
    [
      'a fence and words around it',
      'Rate this:\n```json\n{"a": {"b": 1}}\n```\nand {that}, {"c": 2}',
      [{ a: { b: 1 } }, { c: 2 }],
    ],
    ['a list of one', '[{"a": 1}]', [{ a: 1 }]],
    ['no object', 'What is {this}? {"a" 1} {"a": } "x"', []],
  ])('reads %s', (_, text, objects) => {
    expect(objectsIn(text)).toEqual(objects);
  });

  it('reads whatever strings JSON writes, among other words', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (object) => {
        expect(objectsIn(`Rate ${JSON.stringify(object)}.`)).toEqual([{ ...object }]);
      }),
    );
  });

  it.each([
    ['braces', '{'.repeat(200_000)],
    ['nested keys', '{"a":'.repeat(50_000)],
    ['nested lists', `{"a":${'['.repeat(100_000)}`],
    ['an open string', `{"a": "${'\\"'.repeat(200_000)}`],
  ])('ends on %s that never close', (_, text) => {
    expect(objectsIn(text)).toEqual([]);
  });
});
