import { describe, expect, it } from '@jest/globals';
import { chooseWorkflow } from '../../../client/starting/workflow-choice.ts';
import { fineTuningSpec, specWith } from '../specs.ts';

describe('chooseWorkflow', () => {
  it('fine-tunes when the spec does', () => {
    expect(chooseWorkflow(fineTuningSpec(), {})).toEqual({ workflow: 'fineTuneAndEvaluate', leftOut: [] });
  });

  it('only evaluates when the spec does not fine-tune', () => {
    expect(chooseWorkflow(specWith({}), {})).toEqual({ workflow: 'evaluateCandidates', leftOut: [] });
  });

  it('leaves the tuned model out of a trial, and says so', () => {
    expect(chooseWorkflow(fineTuningSpec(), { limit: 5 })).toEqual({
      workflow: 'evaluateCandidates',
      leftOut: ['tuned'],
    });
  });

  it('lets a trial fine-tune when it is asked to', () => {
    expect(chooseWorkflow(fineTuningSpec(), { limit: 5, fineTune: true }).workflow).toBe('fineTuneAndEvaluate');
  });

  it('refuses a trial that would ask nobody', () => {
    const spec = { ...fineTuningSpec(), candidates: { tuned: fineTuningSpec().candidates['tuned'] } } as never;
    expect(() => chooseWorkflow(spec, { limit: 5 })).toThrow(/every candidate \(tuned\)/);
  });

  it('refuses to fine-tune by a spec that does not say how', () => {
    expect(() => chooseWorkflow(specWith({}), { fineTune: true })).toThrow(/no "fineTune" section/);
  });
});
