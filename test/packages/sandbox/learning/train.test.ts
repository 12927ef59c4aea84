import { describe, expect, it } from '@jest/globals';
import { conclude } from '../../../../packages/sandbox/learning/answer.ts';
import type { Example } from '../../../../packages/sandbox/learning/examples.ts';
import { type Model, UNTRAINED } from '../../../../packages/sandbox/learning/model.ts';
import { type TrainingInput, train } from '../../../../packages/sandbox/learning/train.ts';
import type { Reading } from '../../../../packages/sandbox/reading/reading.ts';

/** A page of lines, the first the tallest. */
const page = (...texts: string[]): Reading => ({
  lines: texts.map((text, index) => {
    const [y0, size] = [0.1 + index * 0.2, 0.1 - index * 0.02];
    return { text, confidence: 95, x0: 0.2, x1: 0.8, y0, y1: y0 + size, size };
  }),
});
const example = (question: string, answer: string, ...texts: string[]): Example => ({
  question,
  answer,
  reading: page(...texts),
});

const EXAMPLES: Example[] = ['RED', 'BLUE', 'GREEN', 'BROWN', 'WHITE', 'BLACK'].flatMap((colour, index) => [
  example('Which colour stands below?', colour.toLowerCase(), `SHOP ${index}`, colour),
  example('Is it open?', index % 2 === 0 ? 'yes' : 'no', `SHOP ${index}`, colour),
  example(
    'What sort of shop is it?',
    index % 2 === 0 ? 'bakery' : 'garage',
    index % 2 === 0 ? 'BREAD' : 'CARS',
    colour,
  ),
]);

const stepsOf = (input: Partial<TrainingInput> = {}) => [
  ...train({ training: EXAMPLES, validation: [], epochs: 2, learningRateMultiplier: 1, seed: 1, ...input }),
];
const modelOf = (input: Partial<TrainingInput> = {}): Model => stepsOf(input).at(-1)?.checkpoint ?? UNTRAINED;

describe('train', () => {
  it('learns which line is meant, which class it is, and how answers are written', () => {
    const model = modelOf();
    expect(conclude(model, 'Which colour stands below?', page('SHOP 9', 'PURPLE'))).toBe('purple');
    expect(conclude(model, 'What sort of shop is it?', page('BREAD', 'PINK'))).toBe('bakery');
    expect(conclude(model, 'Is it open?', page('SHOP 9', 'PURPLE'))).toMatch(/^(yes|no)$/);
  });

  it('has a loss that falls, and checkpoints at the ends of epochs', () => {
    const steps = stepsOf();
    expect(steps.flatMap(({ checkpoint }, index) => (checkpoint === undefined ? [] : [index + 1]))).toEqual([8, 16]);
    const losses = steps.map(({ metrics }) => metrics.train_loss);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  });

  it('gives the same model for the same seed, whatever is held out for validation', () => {
    expect(modelOf({ validation: EXAMPLES.slice(0, 4) })).toEqual(modelOf());
    expect(modelOf({ seed: 2 })).not.toEqual(modelOf());
  });

  it('shares nothing between the checkpoints of one training', () => {
    const [first, last] = stepsOf().flatMap(({ checkpoint }) => checkpoint ?? []);
    expect(first).not.toEqual(last);
  });

  it('takes words that every object knows for words', () => {
    const odd = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
    const training = odd.flatMap((word) =>
      EXAMPLES.map((known) => ({ ...known, question: `${word} ${known.question}` })),
    );
    const named = odd.map((word) => example(`Which ${word}?`, word, word, `THE ${word}`));
    const model = modelOf({ training: [...training, ...named, ...EXAMPLES] });
    for (const subject of [model, UNTRAINED]) {
      expect(typeof conclude(subject, 'Is the constructor __proto__?', page('constructor', '__proto__'))).toBe(
        'string',
      );
      expect(typeof conclude(subject, 'Which kind of constructor?', page('constructor', 'toString'))).toBe('string');
      expect(typeof conclude(subject, 'Which constructor?', page('constructor', 'valueOf'))).toBe('string');
    }
  });

  it('answers with nothing where nothing can be read, and learns from text alone', () => {
    const model = modelOf({ training: EXAMPLES.map((known) => ({ ...known, reading: { lines: [] } })) });
    expect(typeof conclude(model, 'Which colour stands below?', { lines: [] })).toBe('string');
    expect(conclude(UNTRAINED, 'Who?', { lines: [] })).toBe('');
  });
});
