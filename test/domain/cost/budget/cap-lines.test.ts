import { expect, it } from '@jest/globals';
import { capLines } from '../../../../domain/cost/budget/cap-lines.ts';
import type { RunSpec } from '../../../../domain/spec/run-spec.ts';
import { specOf } from '../../../fakes/samples.ts';

const prices = { any: { input: 1, output: 1 } };
const capped = (spend?: number): RunSpec =>
  specOf({ providers: { sandbox: { currency: 'EUR', prices } }, limits: { ...(spend !== undefined && { spend }) } });
const cost = { totals: [{ currency: 'EUR', typical: 6, most: 20 }], unpriced: [], unknown: [] };

it('says the cap where there is one, and that the run will probably stop at it', () => {
  expect(capLines(capped(), { cost })).toEqual([]);
  expect(capLines(capped(8), { cost })).toEqual(['cap: 8.00\u00a0EUR (limits.spend)']);
  expect(capLines(capped(5), { cost })).toEqual([
    'cap: 5.00\u00a0EUR (limits.spend)',
    '  the run will probably stop at it, and wait for a person',
  ]);
  expect(capLines(capped(5), {})).toHaveLength(1);
});
