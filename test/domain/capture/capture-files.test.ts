import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import {
  capturedCsvHeader,
  capturedCsvLine,
  capturedJsonLine,
  readCapturedAnswer,
} from '../../../domain/capture/capture-files.ts';
import { type CapturedAnswer, capturedColumns, questionHash } from '../../../domain/capture/captured-answer.ts';
import { anyCharacter, anyText } from '../../fakes/any-text.ts';

const text = anyText;
const someText = fc.string({ unit: anyCharacter, minLength: 1 });
const count = fc.nat();
const required = {
  id: someText,
  images: fc.array(fc.stringMatching(/^[0-9a-f]{64}$/)),
  question: text,
  question_hash: someText,
  targets: fc.array(text),
  candidate: someText,
  model: someText,
  parameters: fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.oneof(count, text, fc.boolean())),
  repeat: fc.integer({ min: 1 }),
  outcome: fc.constantFrom('answered', 'refused', 'failed'),
  text,
};
const anyAnswer = fc.record(
  {
    ...required,
    split: someText,
    where: someText,
    row: count,
    resolved_model: someText,
    finish: someText,
    reason: someText,
    prompt_tokens: count,
    reasoning_tokens: count,
    asked_at: someText,
  },
  { requiredKeys: Object.keys(required) as (keyof typeof required)[] },
) as fc.Arbitrary<CapturedAnswer>;

describe('a line of a capture', () => {
  it('comes back from JSONL as it was written', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        expect(readCapturedAnswer(JSON.parse(capturedJsonLine(answer))).answer).toEqual(answer);
      }),
    );
  });

  it('comes back from CSV as it was written, formulas and line ends among it', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { minLength: 1, maxLength: 4 }), (answers) => {
        const file = capturedCsvHeader() + answers.map(capturedCsvLine).join('');
        const rows: Record<string, string>[] = parse(file, { columns: true, bom: true, record_delimiter: '\n' });
        expect(rows.map((row) => readCapturedAnswer(row, { isCsv: true }).answer)).toEqual(answers);
      }),
    );
  });

  it('has a column for each key, in one order', () => {
    expect(capturedCsvHeader()).toBe(`\ufeff${capturedColumns.join(',')}\n`);
    expect(capturedColumns.slice(0, 6)).toEqual(['run', 'id', 'own_id', 'split', 'where', 'row']);
  });

  it('says what is missing from a line that is none', () => {
    const { problems } = readCapturedAnswer({ id: 'test-1', question: 'Which?', outcome: 'maybe' });
    expect(problems?.join('; ')).toContain('"candidate"');
    expect(problems?.join('; ')).toContain('"outcome"');
  });
});

describe('questionHash', () => {
  it('tells questions and images apart, and their order, and joins none with another', () => {
    const hashes = [
      questionHash('a', []),
      questionHash('a', ['b']),
      questionHash('ab', []),
      questionHash('a', ['b', 'c']),
      questionHash('a', ['c', 'b']),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});
