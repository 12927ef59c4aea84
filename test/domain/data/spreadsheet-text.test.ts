import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromInert, inert } from '../../../domain/data/spreadsheet-text.ts';
import { anyText as text } from '../../fakes/any-text.ts';

describe('inert', () => {
  it('marks what a spreadsheet would take for a formula, and can be undone', () => {
    expect(['=1+1', '-5', "'=1", 'plain', "'tis"].map(inert)).toEqual(["'=1+1", "'-5", "''=1", 'plain', "'tis"]);
    fc.assert(fc.property(text, (any) => fromInert(inert(any)) === any && !/^[=+\-@\t\r]/.test(inert(any))));
  });
});
