import { describe, expect, it } from '@jest/globals';
import { demandOf, type GatedReport, gateOf } from '../../../domain/verdict/gate.ts';
import type { VerdictWord } from '../../../domain/verdict/verdict.ts';
import { reportOf } from '../../fakes/reports.ts';
import { outcomesOf, specOf } from '../../fakes/samples.ts';

const better = reportOf();

/** A report of which only what the gate looks at is another one. */
function judged(verdict: VerdictWord, more: Partial<GatedReport> = {}): GatedReport {
  return { ...better, ...(better.comparison && { comparison: { ...better.comparison, verdict } }), ...more };
}

describe('demandOf', () => {
  it('is what the spec says, else better, and with a margin not-worse', () => {
    expect(demandOf({ ...verdictOf(), demand: 'equivalent' })).toBe('equivalent');
    expect(demandOf(verdictOf())).toBe('better');
    expect(demandOf({ ...verdictOf(), margin: 0.02 })).toBe('not-worse');
  });
});

function verdictOf() {
  const { verdict } = specOf();
  if (!verdict) throw new Error('the spec has a verdict');
  return verdict;
}

describe('gateOf', () => {
  const words = ['better', 'worse', 'equivalent', 'not-worse', 'undecided'] as const;
  const demands = ['better', 'equivalent', 'not-worse'] as const;

  it.each(demands)('lets nothing through but %s where that is demanded', (demand) => {
    const passing = words.filter((word) => gateOf(judged(word, { demand })).outcome === 'passed');
    expect(passing).toEqual([demand]);
  });

  it.each([
    ['worse', judged('worse')],
    ['undecided', judged('undecided')],
    ['not demanded', judged('equivalent')],
    ['incomplete', judged('better', { outcome: 'incomplete' })],
    ['undecided', judged('better', { outcome: 'trial' })],
    ['undecided', judged('better', { comparison: undefined })],
    ['validation', judged('better', { on: 'validation' })],
    ['exploratory', judged('better', { execution: { ...better.execution, exploratory: 'looked first' } })],
  ] as const)('calls what stops it %s', (outcome, report) => {
    expect(gateOf(report).outcome).toBe(outcome);
  });

  it('reads the demand from the report that a spec leads to', () => {
    const spec = specOf({ verdict: { compare: 'tuned', against: 'base', demand: 'equivalent' } });
    const same = outcomesOf('+'.repeat(200));
    const equal = reportOf({ spec, answers: { base: same, tuned: same } });
    expect(gateOf(equal)).toEqual({
      outcome: 'passed',
      because: 'the verdict is equivalent, and the spec demands equivalent',
    });
    expect(gateOf(reportOf({ spec })).because).toBe('the verdict is better, and the spec demands equivalent');
  });
});
