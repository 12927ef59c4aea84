import { describe, expect, it } from '@jest/globals';
import type { Answer } from '../../../domain/answering/answer.ts';
import { heldAgainst, needsLabels } from '../../../domain/stored/agreement.ts';
import { sampleOf } from '../../fakes/samples.ts';

const sample = sampleOf(0, { targets: [] });
const call = { attempts: 0, milliseconds: 0 };
const said = (candidate: string, text: string): { candidate: string; answer: Answer } => ({
  candidate,
  answer: { outcome: 'answered', text, cutByLength: false, sampleId: sample.id, call },
});
const failed = { candidate: 'old', answer: { outcome: 'failed', reason: 'x', sampleId: sample.id, call } as Answer };

describe('heldAgainst', () => {
  it('takes what one candidate has said for the targets of the others', () => {
    const held = heldAgainst('old', { sample, answers: [said('old', ' Poetry '), said('new', 'Art')] });
    expect(held?.sample).toEqual({ ...sample, targets: ['Poetry'] });
    expect(held?.answers.map(({ candidate }) => candidate)).toEqual(['new']);
  });

  it('accepts each of several answers, once, and labels of the data no longer', () => {
    const answers = [said('old', 'Poetry'), said('old', 'Verse'), said('old', 'Poetry'), failed];
    const held = heldAgainst('old', { sample: { ...sample, targets: ['Novel'] }, answers });
    expect(held?.sample.targets).toEqual(['Poetry', 'Verse']);
  });

  it('leaves out what it gave no answer to', () => {
    expect(heldAgainst('old', { sample, answers: [failed, said('new', 'Art')] })).toBeUndefined();
    expect(heldAgainst('old', { sample, answers: [said('old', ' '), said('new', 'Art')] })).toBeUndefined();
  });
});

it('wants labels where nobody gives them: of training always, of what is asked only without a candidate', () => {
  const targets = { candidate: 'old' };
  expect(needsLabels('test', {})).toBe(true);
  expect(needsLabels('unlabelled', {})).toBe(false);
  expect(needsLabels('test', { targets })).toBe(false);
  expect(needsLabels('validation', { targets })).toBe(false);
  expect(needsLabels('train', { targets })).toBe(true);
});
