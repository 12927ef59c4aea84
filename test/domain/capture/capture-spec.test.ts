import { describe, expect, it } from '@jest/globals';
import { captureSpec, checkCapture, readSplits, splitsToCapture } from '../../../domain/capture/capture-spec.ts';
import { findContradictions } from '../../../domain/spec/spec-checks.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

const source = {
  train: 'train.parquet',
  validation: 'validation.parquet',
  test: 'test.parquet',
  unlabelled: 'u.parquet',
};

describe('captureSpec', () => {
  it('keeps data, prompt, candidates and repeats, and nothing that trains, rates or compares', () => {
    const spec = specOf({ judge: judgeOfTwo, fineTune: { model: 'base-model' }, data: { source }, repeats: 3 });
    const { judge, verdict, fineTune, graders, comparisons, ...kept } = captureSpec(spec);
    expect({ judge, verdict, fineTune, graders, comparisons }).toEqual({ graders: {}, comparisons: [] });
    expect(kept).toMatchObject({ prompt: spec.prompt, candidates: spec.candidates, repeats: 3 });
    expect(kept.data).toEqual({ ...spec.data, leakage: 'keep' });
  });

  it('asks nobody whose answers are stored', () => {
    const base = { model: 'base-model' };
    const spec = specOf({ candidates: { base, old: { ...base, answers: { file: 'old.csv' } } } });
    expect(Object.keys(captureSpec(spec).candidates)).toEqual(['base']);
  });

  it('captures who is to agree with stored answers, and needs no answers in the data for it', () => {
    const base = { model: 'base-model' };
    const spec = specOf({
      data: { source: { test: 'q.csv' }, columns: { question: 'question' }, targets: { candidate: 'old' } },
      candidates: { base, old: { ...base, answers: { file: 'old.csv' } } },
      fineTune: undefined,
      verdict: undefined,
    });
    const captured = captureSpec(spec);
    expect(findContradictions(captured)).toEqual([]);
    expect(captured.data).not.toHaveProperty('targets');
    expect(captured.data.columns.answer).toBeNull();
  });

  it('leaves worked examples out where the run would, so that the prompts agree', () => {
    expect(captureSpec(specOf({ data: { source, leakage: 'drop' } })).data.leakage).toBe('drop');
  });
});

describe('checkCapture', () => {
  it('wants a tuned model by its id', () => {
    const candidates = { base: { model: 'base-model' }, tuned: { model: 'tuned' } };
    const [finding, ...others] = checkCapture(specOf({ candidates }));
    expect(others).toEqual([]);
    expect(finding?.path).toEqual(['candidates', 'tuned', 'model']);
    expect(finding?.message).toContain('Write the id of the tuned model');
  });
});

describe('splits', () => {
  it('are all that the data has but training', () => {
    expect(splitsToCapture(specOf({ data: { source } }))).toEqual(['test', 'validation', 'unlabelled']);
    expect(splitsToCapture(specOf({ data: { source: { train: 'a', unlabelled: 'b' } } }))).toEqual(['unlabelled']);
  });

  it('are read from a list, each once, and unknown ones are none', () => {
    expect(readSplits('unlabelled, train,unlabelled')).toEqual(['unlabelled', 'train']);
    expect(readSplits('test,dev')).toBeUndefined();
    expect(readSplits('')).toBeUndefined();
  });
});
