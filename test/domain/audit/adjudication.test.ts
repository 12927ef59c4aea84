import { describe, expect, it } from '@jest/globals';
import { adjudicated, type Dispute, disputeOf, rulingOf } from '../../../domain/audit/adjudication.ts';
import { gradedSamples, said, sampleOf } from '../../fakes/samples.ts';

function disputes(count: number, targets = ['Emma'], answer = 'Persuasion'): Dispute[] {
  const samples = Array.from({ length: count }, (_, row) => sampleOf(row, { targets }));
  const answers = samples.map(() => said(answer));
  return gradedSamples(samples, { base: answers, tuned: answers }).flatMap((graded) => disputeOf(graded) ?? []);
}

describe('disputeOf', () => {
  it('puts target and answer in an order that is fixed and about evenly mixed', () => {
    const many = disputes(400);
    const first = many.filter(({ targetIs }) => targetIs === 'a').length;
    expect(first).toBeGreaterThan(150);
    expect(first).toBeLessThan(250);
    expect(disputes(400)).toEqual(many);
    for (const { targetIs, a, b } of many) {
      expect([targetIs === 'a' ? a : b, targetIs === 'a' ? b : a]).toEqual(['Emma', 'Persuasion']);
    }
  });

  it('has an id of its own for each sample, target and answer, which names none of them', () => {
    const [one, other] = [disputes(2), disputes(2, ['Emma'], 'Ivanhoe')];
    const ids = [...one, ...other].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it('writes yes and no alike, whoever said them how', () => {
    const [dispute] = disputes(1, [' no '], 'it says YES');
    expect([dispute?.a, dispute?.b].sort()).toEqual(['No', 'Yes']);
  });
});

describe('rulingOf', () => {
  it('tells whom a choice is for', () => {
    const [dispute] = disputes(1);
    if (!dispute) throw new Error('no dispute');
    const other = dispute.targetIs === 'a' ? 'b' : 'a';
    expect([rulingOf(dispute, dispute.targetIs), rulingOf(dispute, other)]).toEqual(['target', 'candidates']);
    expect([rulingOf(dispute, 'both'), rulingOf(dispute, 'neither')]).toEqual(['both', 'neither']);
  });
});

describe('adjudicated', () => {
  const sample = sampleOf(0, { targets: ['Emma'] });
  const targets = (ruling: Parameters<typeof adjudicated>[2]) =>
    adjudicated(sample, { agreed: 'Persuasion' }, ruling)?.targets;

  it('keeps, replaces or adds to the targets, and knows none when neither is right', () => {
    expect(targets('target')).toEqual(['Emma']);
    expect(targets('candidates')).toEqual(['Persuasion']);
    expect(targets('both')).toEqual(['Emma', 'Persuasion']);
    expect(targets('neither')).toBeUndefined();
  });
});
