import { describe, expect, it } from '@jest/globals';
import type { PreparedExample } from '../../../domain/data/dataset.ts';
import type { Row } from '../../../domain/data/sample.ts';
import { brokenFileRules, openAiTraining, planFile, type TrainingRules } from '../../../domain/spec/provider-rules.ts';
import { exampleOf, imageNamed, rowOf } from '../../fakes/rows.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, row) => rowOf(row));
const examplesOf = (count: number) => rowsOf(count).map(exampleOf);
const brokenTrainingRules = (
  {
    split,
    rows,
    examples,
  }: { split: 'train' | 'validation'; rows: readonly Row[]; examples: readonly PreparedExample[] },
  rules: TrainingRules,
) => {
  const file = planFile(split, examples, rules);
  for (const row of rows) file.add(row);
  return file.broken();
};
const train = { split: 'train', rows: rowsOf(10), examples: examplesOf(6) } as const;

describe('planFile', () => {
  it('finds nothing wrong with ten lines of seven images', () => {
    expect(brokenTrainingRules(train, openAiTraining)).toEqual([]);
  });

  it('wants ten lines to train on', () => {
    expect(brokenTrainingRules({ ...train, rows: rowsOf(9) }, openAiTraining)).toEqual([
      '9 lines are left to train on; at least 10 are needed',
    ]);
  });

  it('wants one line to validate with', () => {
    expect(brokenTrainingRules({ ...train, split: 'validation', rows: rowsOf(1) }, openAiTraining)).toEqual([]);
    expect(brokenTrainingRules({ ...train, split: 'validation', rows: [] }, openAiTraining)).toEqual([
      '0 lines are left to validate with; at least 1 are needed',
    ]);
  });

  it('allows 50,000 lines', () => {
    expect(openAiTraining.maximumExamples).toBe(50_000);
    const rules = { ...openAiTraining, maximumExamples: 50 };
    expect(brokenTrainingRules({ ...train, examples: [], rows: rowsOf(50) }, rules)).toEqual([]);
    expect(brokenTrainingRules({ ...train, examples: [], rows: rowsOf(51) }, rules)).toEqual([
      '51 lines with images; at most 50 are allowed',
    ]);
  });

  it('counts the worked examples among the ten images of a line', () => {
    expect(brokenTrainingRules({ ...train, examples: examplesOf(9) }, openAiTraining)).toEqual([]);
    expect(brokenTrainingRules({ ...train, examples: examplesOf(10) }, openAiTraining)).toEqual([
      '11 images in each line (10 worked examples); at most 10 are allowed',
    ]);
  });

  it('names each image that is too large by line and row', () => {
    const large = rowOf(40, { images: [imageNamed('large', 10_000_001)] });
    const rows = [...rowsOf(10), large];
    expect(brokenTrainingRules({ split: 'train', rows, examples: [exampleOf(large)] }, openAiTraining)).toEqual([
      'worked example, row 40: image of 10000001 bytes; at most 10000000 are allowed',
      'line 11, row 40: image of 10000001 bytes; at most 10000000 are allowed',
    ]);
  });

  it('foresees a file that its images alone make too large', () => {
    const rows = rowsOf(30).map((row) => ({ ...row, images: [imageNamed('large', 9_000_000)] }));
    const examples = [exampleOf(rows[0] ?? rowOf(0))];
    expect(brokenTrainingRules({ split: 'validation', rows: rows.slice(0, 21), examples }, openAiTraining)).toEqual([]);
    expect(brokenTrainingRules({ split: 'validation', rows, examples }, openAiTraining)).toEqual([
      expect.stringMatching(/^validation\.jsonl would have at least 720000000 bytes; a file may have 512000000\./),
    ]);
  });
});

describe('brokenFileRules', () => {
  it('allows a file of the limit and refuses one more byte', () => {
    expect(brokenFileRules('train.jsonl', openAiTraining.fileBytes, openAiTraining)).toEqual([]);
    expect(brokenFileRules('train.jsonl', openAiTraining.fileBytes + 1, openAiTraining)).toHaveLength(1);
  });
});
