import { describe, expect, it } from '@jest/globals';
import { defaultSettings } from '../../../domain/run/plan.ts';
import type { CandidateResult, RunInput } from '../../../domain/run/run.ts';
import { countLooks, type Look, lookOf, type SharedLook, whyExploratory } from '../../../domain/verdict/looks.ts';
import { specOf } from '../../fakes/samples.ts';

const artifact = { key: 'k', sha256: 's', bytes: 1, mediaType: 'application/json' };
const counts = { answered: 1, refused: 0, failed: 0 };
const asked = (models: Record<string, string>): CandidateResult[] =>
  Object.entries(models).map(([candidate, model]) => ({ candidate, model, manifest: artifact, counts }));

const runOf = (runId: string): RunInput => ({
  runId,
  spec: artifact,
  storeId: 's',
  settings: defaultSettings,
  revision: 1,
  ratings: 1,
  generation: 1,
  searchAttributes: false,
});

const pair = { base: 'base-model', tuned: 'ft:1' };
const exact = specOf({ verdict: { compare: 'tuned', against: 'base', metric: 'exact' } });

/** A look at all 40 images of ours, at a minute. */
function look(run: string, minute: number, { spec = specOf(), models = pair, taken, ...own }: Made = {}): SharedLook {
  const given = new Map(
    Object.keys(models).map((name) => [name, { answers: taken?.[name] ?? 's', stored: taken?.[name] !== undefined }]),
  );
  const made = lookOf(runOf(run), spec, asked(models), new Date(Date.UTC(2026, 10, 24, 12, minute)), {}, given);
  return { ...made, images: 40, ...own };
}
interface Made extends Partial<SharedLook> {
  spec?: ReturnType<typeof specOf>;
  models?: Record<string, string>;
  /** Hashes of stored answers, by candidate. */
  taken?: Record<string, string>;
}

describe('lookOf', () => {
  it('names models with who serves them, and says by which rule they were compared', () => {
    const { candidates, rule, isTrial } = look('a', 0);
    expect(candidates.map(({ model }) => model)).toEqual(['sandbox/base-model', 'sandbox/ft:1']);
    expect(rule?.[0]).toBe('sandbox/ft:1 against sandbox/base-model');
    expect(isTrial).toBe(false);
  });

  it.each([
    ['sandbox', 'sandbox state_1', 'sandbox/m'],
    ['sandbox', 'sandbox', 'sandbox/m'],
    ['openai', 'https://api.openai.com/v1', 'openai/m'],
    ['openai', 'http://127.0.0.1:9999/v1', 'http://127.0.0.1:9999/v1/m'],
    ['mine', 'https://host/v1', 'https://host/v1/m'],
  ])('takes nobody who stands in for %s for it: %s', (provider, identity, model) => {
    const spec = specOf({ candidates: { base: { model: 'm', provider } } });
    const { candidates } = lookOf(runOf('a'), spec, asked({ base: 'm' }), new Date(0), { [provider]: identity });
    expect(candidates[0]?.model).toBe(model);
  });
});

describe('countLooks', () => {
  it('counts looks, runs, and candidates that differ in model or in how they were asked', () => {
    const prompt = { system: 'Another prompt.' };
    const others = [look('a', 0), look('a', 1), look('b', 2), look('c', 3, { spec: specOf({ prompt }) })];
    expect(countLooks(others, 40)).toMatchObject({ images: 40, times: 4, runs: 3, candidates: 4 });
  });

  it('lists the newest, and how much each saw', () => {
    const others = Array.from({ length: 30 }, (_, minute) => look(`run-${minute}`, minute, { images: minute + 1 }));
    const { latest, times } = countLooks(others, 40);
    expect(times).toBe(30);
    expect(latest).toHaveLength(20);
    expect(latest[0]).toEqual({
      run: 'run-29',
      at: '2026-11-24T12:29:00.000Z',
      images: 30,
      candidates: ['base', 'tuned'],
    });
  });
});

describe('whyExploratory', () => {
  const why = (own: Look, others: SharedLook[], spec = exact) => whyExploratory(own, spec, others, 40);
  const own = look('me', 30, { spec: exact });

  it('finds that the same models had been measured by another rule first, and says how that differs', () => {
    expect(why(own, [look('a', 0)])).toBe(
      'run a had measured the same models on 40 of these 40 images before, by another rule (by normalised; here by exact)',
    );
  });

  it('finds that they had been measured without a comparison', () => {
    expect(why(own, [look('a', 0, { spec: specOf({ verdict: undefined }) })])).toContain('without naming a comparison');
  });

  it.each<[string, SharedLook[]]>([
    ['nobody has looked', []],
    ['they were measured by the same rule', [look('a', 0, { spec: exact })]],
    ['the same rule came first, whatever was tried since', [look('b', 5), look('a', 0, { spec: exact })]],
    ['the other rule came later', [look('a', 31)]],
    ['another model was measured', [look('a', 0, { models: { base: 'base-model', tuned: 'ft:2' } })]],
    ['only a trial was run', [look('a', 0, { isTrial: true })]],
    ['fewer images were seen than could decide anything', [look('a', 0, { images: 9 })]],
  ])('finds nothing when %s', (_, others) => {
    expect(why(own, others)).toBeUndefined();
  });

  it('knows stored answers by their hash, be it that they were stored or given when they were measured first', () => {
    const stored = look('me', 30, { spec: exact, taken: { base: 'hash' } });
    const before = look('a', 0, { taken: { base: 'hash' } });
    expect(why(stored, [before])).toContain('by another rule (by normalised; here by exact)');
    // Answers that were asked for then.
    expect(why(look('me', 30, { spec: exact, taken: { base: 's' } }), [look('a', 0)])).toContain('by another rule');
    expect(why(stored, [look('a', 0)])).toBeUndefined();
    expect(why(stored, [look('a', 0, { taken: { base: 'other' } })])).toBeUndefined();
    expect(why(own, [before])).toBeUndefined();
  });

  it('takes a rule for the same whether the answers were stored or asked for when it was named', () => {
    const stored = look('me', 30, { spec: exact, taken: { base: 's' } });
    expect(why(stored, [look('a', 0, { spec: exact })])).toBeUndefined();
    expect(why(stored, [look('a', 0, { spec: exact, taken: { base: 's' } })])).toBeUndefined();
  });

  it('keeps a rule exploratory that was exploratory when it was tried first', () => {
    expect(why(own, [look('b', 5, { spec: exact }), look('a', 0)])).toContain('run a');
  });

  it('does not ask a spec without a verdict, nor a trial', () => {
    expect(why(look('me', 30), [look('a', 0)], specOf({ verdict: undefined }))).toBeUndefined();
    expect(why({ ...own, isTrial: true }, [look('a', 0)])).toBeUndefined();
  });
});
