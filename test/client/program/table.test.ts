import { expect, it } from '@jest/globals';
import { tableLines } from '../../../client/program/table.ts';

it('puts cells below each other, and nothing behind the last one', () => {
  expect(
    tableLines([
      ['run', 'state', ''],
      ['covers-1', 'done', 'soon'],
      ['a', 'running', ''],
    ]),
  ).toEqual(['run       state', 'covers-1  done     soon', 'a         running']);
});
