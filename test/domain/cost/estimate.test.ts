import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Earlier, estimateRun, type Intent, nothingEarlier } from '../../../domain/cost/estimate.ts';
import { EstimateSchema } from '../../../domain/cost/estimate-schema.ts';
import type { MeasuredRows } from '../../../domain/cost/measured-data.ts';
import type { Row } from '../../../domain/data/sample.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { resolveHyperparameters } from '../../../packages/sandbox/training/validate-job.ts';
import { exampleOf, imageNamed, rowOf } from '../../fakes/rows.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

const base = 'gpt-4o-2024-08-06';
const prices = {
  [base]: { input: 2, output: 8, training: 20 },
  [`ft:${base}`]: { input: 4, output: 16 },
};
const ours: Partial<RunSpecInput> = {
  providers: { sandbox: { prices } },
  fineTune: { model: base },
  candidates: { base: { model: base }, tuned: { model: 'tuned' } },
};

function rowsOf(count: number, of = count, own: Partial<Row> = {}): MeasuredRows {
  const rows = Array.from({ length: count }, (_, index) => rowOf(index, own));
  return { rows, looked: { at: count, of } };
}

interface Case {
  asked?: MeasuredRows;
  train?: MeasuredRows;
  examples?: number;
  intent?: Partial<Intent>;
  earlier?: Partial<Earlier>;
}

function estimate(own: Partial<RunSpecInput> = {}, { asked, train, examples = 0, intent, earlier }: Case = {}) {
  const worked = rowsOf(examples).rows.map(exampleOf);
  const spec = specOf({
    ...ours,
    ...own,
    prompt: {
      system: 'Answer.',
      examples: worked.map(({ row, reasoning }) => ({ row, reasoning })),
      ...own.prompt,
    } as RunSpecInput['prompt'],
  });
  const data = { asked: asked ?? rowsOf(100), train: train ?? rowsOf(200), examples: worked };
  return estimateRun(spec, data, { fineTunes: true, ...intent }, { ...nothingEarlier, ...earlier });
}

const callsOf = (made: ReturnType<typeof estimate>, who: string) => {
  const calls = made.asked.find((asked) => asked.who === who);
  if (!calls) throw new Error(`nobody is called ${who}`);
  return calls;
};

describe('estimateRun', () => {
  it('counts calls and tokens of candidates, repeats among them, and images as their model does', () => {
    const made = estimate({ repeats: 3 });
    expect(callsOf(made, 'base')).toMatchObject({
      model: base,
      calls: 300,
      imageTokens: 300 * 255,
      answerTokens: { most: 300 * 300 },
    });
    // "Answer." and "Who?" with 4 around each, and 3 that the reply begins with.
    expect(callsOf(made, 'base').textTokens).toBe(300 * (2 + 2 + 2 * 4 + 3));
  });

  it('counts worked examples with every question of who is shown them', () => {
    const shown = estimate(
      { candidates: { base: { model: base }, bare: { model: base, examples: false } } },
      { examples: 2 },
    );
    expect(callsOf(shown, 'base').imageTokens).toBe(3 * (callsOf(shown, 'bare').imageTokens ?? 0));
    expect(callsOf(shown, 'base').textTokens).toBeGreaterThan(2 * callsOf(shown, 'bare').textTokens);
    expect(callsOf(shown, 'base').answerTokens.typical).toBeGreaterThan(callsOf(shown, 'bare').answerTokens.typical);
  });

  it('shows no image to who is not sent one, and says where nobody knows what one takes', () => {
    const made = estimate({
      candidates: {
        base: { model: base },
        blind: { model: 'gpt-6-luna', images: false },
        luna: { model: 'gpt-6-luna' },
      },
    });
    expect(callsOf(made, 'blind').imageTokens).toBe(0);
    expect(callsOf(made, 'luna')).not.toHaveProperty('imageTokens');
  });

  const candidates = (model: string) => ({ base: { model: base }, other: { model } });
  const probed = (model: string, tokens: number) => {
    const probe = { by: 'the probe', tokens, size: { width: 300, height: 400 }, detail: 'auto' as const };
    const made = estimate({ candidates: candidates(model) }, { earlier: { images: new Map([[model, probe]]) } });
    return callsOf(made, 'other');
  };

  it('takes the word of a probe on what an image takes of a model that nobody knows', () => {
    expect(probed('gpt-6-luna', 500)).toMatchObject({ imageTokens: 100 * 500, imagesBy: 'the probe' });
  });

  it('believes a probe that contradicts the table of families, and the table where the two agree', () => {
    expect(probed('gpt-4.1', 2 * 255)).toMatchObject({ imageTokens: 100 * 2 * 255, imagesBy: 'the probe' });
    const agreed = probed('gpt-4.1', 260);
    expect(agreed.imageTokens).toBe(100 * 255);
    expect(agreed).not.toHaveProperty('imagesBy');
  });

  it('takes a tuned model and its training for its base where images are concerned', () => {
    const probe = { by: 'the probe', tokens: 500, size: { width: 300, height: 400 }, detail: 'auto' as const };
    const own = { fineTune: { model: 'my-base' }, candidates: { tuned: { model: 'tuned' } }, verdict: undefined };
    const blind = estimate(own);
    const seen = estimate(own, { earlier: { images: new Map([['my-base', probe]]) } });
    expect([blind.training?.imagesKnown, seen.training?.imagesKnown]).toEqual([false, true]);
    expect(callsOf(seen, 'tuned').imageTokens).toBe(100 * 500);
  });

  it('allows for thoughts: at most by the effort, typically some of that', () => {
    const { answerTokens, thoughts } = callsOf(
      estimate({ candidates: { base: { model: base }, o: { model: 'o4-mini', parameters: { maxTokens: 100 } } } }),
      'o',
    );
    expect(answerTokens.most).toBe(100 * 4100);
    expect(answerTokens.typical).toBeGreaterThan(100 * 500);
    expect(answerTokens.typical).toBeLessThan(100 * 2000);
    expect(thoughts).toBe(4000);
  });

  it('counts the judge and graders that are models at most: rubric, examples and schema with each answer', () => {
    const input = [{ role: 'user' as const, content: 'Rate {{ sample.output_text }}.' }];
    const grader = { type: 'score_model' as const, name: 'close', model: base, input };
    const made = estimate({ judge: judgeOfTwo, graders: { close: grader } });
    expect(callsOf(made, 'the judge')).toMatchObject({ model: 'judge-model', calls: 200 });
    expect(callsOf(made, 'the judge').textTokens / 200).toBeGreaterThan(120);
    expect(callsOf(made, 'grader close')).toMatchObject({ calls: 200 });
    expect(callsOf(made, 'grader close').answerTokens).not.toHaveProperty('most');
  });

  it('asks the judge about open questions alone, unless it rates all', () => {
    const closed = rowsOf(100, 100, { targets: ['Yes'] });
    const calls = (samples: 'open' | 'all') =>
      callsOf(estimate({ judge: { ...judgeOfTwo, samples } }, { asked: closed }), 'the judge').calls;
    expect([calls('open'), calls('all')]).toEqual([0, 200]);
  });

  it('counts training lines by the epochs of the spec, or by those that OpenAI documents', () => {
    const { training } = estimate();
    expect(training).toMatchObject({ lines: 200, epochs: 3, epochsBy: 'sandbox', imagesKnown: true });
    expect(training?.tokens).toBeGreaterThan(200 * (255 + 15));
    expect(training?.cost?.typical).toBeCloseTo((3 * 20 * (training?.tokens ?? 0)) / 1e6, 9);
    const named = estimate({ fineTune: { model: base, hyperparameters: { epochs: 2 } } }).training;
    expect(named).toMatchObject({ epochs: 2, epochsBy: 'spec' });
    expect(estimate({}, { intent: { fineTunes: false } })).not.toHaveProperty('training');
  });

  it('adds up money by the prices of the spec, and names what has none', () => {
    const made = estimate({ judge: judgeOfTwo });
    const parts = [callsOf(made, 'base').cost, callsOf(made, 'tuned').cost, made.training?.cost];
    const sum = (key: 'typical' | 'most') => parts.reduce((total, cost) => total + (cost?.[key] ?? 0), 0);
    expect(made.cost).toMatchObject({ unpriced: ['judge-model at sandbox'], unknown: [] });
    expect(made.cost?.totals).toHaveLength(1);
    expect(made.cost?.totals[0]?.typical).toBeCloseTo(sum('typical'), 9);
    expect(made.cost?.totals[0]?.most).toBeCloseTo(sum('most'), 9);
    expect(sum('most')).toBeGreaterThan(sum('typical'));
    expect(estimate({ providers: {} })).not.toHaveProperty('cost');
  });

  it('names what has a price and whose images nobody knows', () => {
    const luna = { 'gpt-6-luna': { input: 1, output: 1 } };
    const made = estimate({
      providers: { sandbox: { prices: { ...prices, ...luna } } },
      candidates: { base: { model: base }, luna: { model: 'gpt-6-luna' } },
    });
    expect(made.cost).toMatchObject({ unknown: ['gpt-6-luna at sandbox'], unpriced: [] });
    expect(callsOf(made, 'luna')).not.toHaveProperty('cost');
  });

  it('pays nothing for what an earlier run was told or has trained', () => {
    const answered = new Map([['base', 'covers-1']]);
    const made = estimate({}, { earlier: { answered, trainedBy: 'covers-1' } });
    expect(callsOf(made, 'base')).toMatchObject({ answeredBy: 'covers-1', cost: { typical: 0, most: 0 } });
    expect(made.training).toMatchObject({ trainedBy: 'covers-1', cost: { typical: 0 } });
    expect(made.cost?.totals[0]?.typical).toBe(callsOf(made, 'tuned').cost?.typical);
  });

  it('takes the length of answers from a run that had the same candidate', () => {
    const lengths = new Map([['base', { run: 'covers-1', tokens: 12.5 }]]);
    const { answerTokens, typicalOf } = callsOf(estimate({}, { earlier: { lengths } }), 'base');
    expect([answerTokens.typical, typicalOf]).toEqual([1250, 'covers-1']);
  });

  it('takes the rows that it has not looked at to be like those that it has', () => {
    const all = estimate({}, { asked: rowsOf(100) });
    const some = estimate({}, { asked: rowsOf(100, 1000) });
    expect(some.questions).toBe(1000);
    expect(some.measured).toEqual({ rows: 100, of: 1000 });
    expect(all).not.toHaveProperty('measured');
    expect(callsOf(some, 'base').textTokens).toBe(10 * callsOf(all, 'base').textTokens);
  });

  it('asks as many as a trial does, and only whom it can', () => {
    const made = estimate({ judge: judgeOfTwo }, { intent: { limit: 5, leftOut: ['tuned'], fineTunes: false } });
    expect(made.questions).toBe(5);
    expect(made.asked.map(({ who, calls }) => [who, calls])).toEqual([
      ['base', 5],
      ['the judge', 5],
    ]);
  });

  it('looks of a trial at the very questions that it asks', () => {
    const rows = [...rowsOf(2, 2, { targets: ['Ann'] }).rows, ...rowsOf(98, 98, { targets: ['Yes'] }).rows];
    const asked = { rows, looked: { at: 100, of: 1000 } };
    const made = estimate({ judge: judgeOfTwo }, { asked, intent: { limit: 2, fineTunes: false } });
    expect(callsOf(made, 'the judge').calls).toBe(4);
    expect(made).not.toHaveProperty('measured');
  });

  it('rates nothing of a capture', () => {
    const made = estimate({ judge: judgeOfTwo }, { intent: { captures: true, fineTunes: false } });
    expect(made.asked.map(({ who }) => who)).toEqual(['base', 'tuned']);
  });

  it('shares the time of calls among those that go out at once, provider by provider', () => {
    const seconds = (concurrency: number) => estimate({ limits: { concurrency } }).time.seconds;
    expect(seconds(1) / seconds(10)).toBeCloseTo(10, 0);
    const like = { run: 'covers-1', seconds: 7200 };
    expect(estimate({}, { earlier: { like } }).time).toMatchObject({ like });
  });

  it('has the shape in which it is stored, whatever the data', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(3), fc.nat(3), (asked, more, images, repeats) => {
        const shown = Array.from({ length: images }, (_, index) => imageNamed(`i${index}`));
        const rows = rowsOf(asked, asked + more, { images: shown });
        const made = estimate({ repeats: repeats + 1, judge: judgeOfTwo }, { asked: rows, train: rows });
        expect(EstimateSchema.parse(made)).toEqual(made);
      }),
    );
  });
});

describe('epochs of a training that are left to who trains', () => {
  const epochs = (provider: string, lines: number) => {
    const fineTune = { model: base, provider, hyperparameters: { epochs: 'auto' as const } };
    const providers = { ...ours.providers, mine: { baseUrl: 'https://mine.example/v1' } };
    const { training } = estimate({ providers, fineTune }, { train: rowsOf(Math.min(lines, 10), lines) });
    return [training?.epochs, training?.epochsBy];
  };

  it.each([
    ['few lines are seen more often', 10, 10],
    ['as often as is usual', 100, 3],
    ['and at 25,000 in all still', 8000, 3],
    ['many lines less often', 12_500, 2],
    ['once at least', 1_000_000, 1],
    ['no line', 0, 25],
  ])('%s, as OpenAI documents', (_, lines, wanted) => {
    expect(epochs('openai', lines)).toEqual([wanted, 'provider']);
    expect(epochs('mine', lines)).toEqual([wanted, 'provider']);
  });

  it.each([10, 100, 12_500])('the sandbox takes as many as it does, of %d lines', (lines) => {
    const hyperparameters = { n_epochs: 'auto', batch_size: 'auto', learning_rate_multiplier: 'auto' } as const;
    const taken = resolveHyperparameters({ hyperparameters } as Parameters<typeof resolveHyperparameters>[0], lines);
    expect(epochs('sandbox', lines)).toEqual([taken.n_epochs, 'sandbox']);
  });
});
