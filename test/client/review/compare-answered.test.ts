import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { choose, compareAnswered } from '../../../client/review/compare-answered.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { openAnsweredRun } from '../../../runs/answered-run.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { outcomesOf, pictureOf, said, sampleOf, specOf } from '../../fakes/samples.ts';
import { type StoredRun, storeAnsweredRun } from '../../fakes/stored-run.ts';

const samples = Array.from({ length: 12 }, (_, row) => sampleOf(row));
const older = { base: outcomesOf('------------'), tuned: outcomesOf('++----------') };
const newer = { base: outcomesOf('------------'), tuned: outcomesOf('-++++++++++!') };
let directory: string;
let store: ArtifactStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-compare-'));
  store = openRuns(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function compare(own: Partial<StoredRun> = {}, candidates: { first?: string; second?: string } = {}) {
  await storeAnsweredRun(store, { runId: 'old', spec: specOf(), samples, answers: older });
  await storeAnsweredRun(store, { runId: 'new', spec: specOf(), samples, answers: newer, ...own });
  const [first, second] = [await openAnsweredRun(store, 'new'), await openAnsweredRun(store, 'old')];
  return compareAnswered(choose(first, candidates.first), choose(second, candidates.second));
}

const specWith = (own: Partial<RunSpecInput>): Partial<StoredRun> => ({ spec: specOf(own) });

describe('compareAnswered', () => {
  it('compares the candidates of the two verdicts, sample by sample', async () => {
    const { comparison, askedDifferently } = await compare();
    expect(comparison).toMatchObject({ compare: 'new:tuned', against: 'old:tuned', metric: 'normalised', alpha: 0.05 });
    expect(comparison.primary).toMatchObject({ samples: 11, missing: 1, clusters: 11 });
    expect(comparison.primary.pairs).toEqual({ both: 1, onlyCompare: 9, onlyAgainst: 1, neither: 0 });
    expect(askedDifferently).toEqual([]);
  });

  it('finds what spoils either side: empty and missing answers, and shared data', async () => {
    expect((await compare()).spoils.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^1 of 12 answers of old:tuned is missing|^1 of 12 answers of new:tuned is missing/),
    ]);
  });

  it('names the run whose test set is shared, and the candidate whose answers are empty', async () => {
    const none = { samples: 0, images: 0, shown: [] };
    const audit = { sharedImages: { train: { samples: 12, images: 12, shown: [] }, examples: none } };
    const tuned = samples.map(() => said(''));
    const { spoils } = await compare({ audit, answers: { ...newer, tuned } });
    const found = spoils.map(({ kind, candidate, text }) => [kind, candidate ?? text.slice(0, 4)]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['shared-data', 'new:'],
        ['spoiled-answers', 'new:tuned'],
      ]),
    );
  });

  it('compares the candidates that are named', async () => {
    const { comparison } = await compare({}, { first: 'base', second: 'tuned' });
    expect(comparison).toMatchObject({ compare: 'new:base', against: 'old:tuned' });
    expect(comparison.primary.pairs).toMatchObject({ onlyCompare: 0, onlyAgainst: 2 });
  });

  it('says that both are the same model, by who served it and its name', async () => {
    expect(await compare({}, { first: 'base', second: 'base' })).toMatchObject({ oneModel: 'sandbox/base-model' });
    expect(await compare({}, { first: 'base', second: 'tuned' })).not.toHaveProperty('oneModel');
  });

  it('takes a model of that name at another provider for another one', async () => {
    const providers = { mine: { baseUrl: 'http://127.0.0.1:9/v1' } };
    const elsewhere = await compare(specWith({ provider: 'mine', providers }), { first: 'base', second: 'base' });
    expect(elsewhere).not.toHaveProperty('oneModel');
  });

  it('refuses other targets, and says at which sample', async () => {
    const others = samples.map((sample) => (sample.row === 7 ? { ...sample, targets: ['left'] } : sample));
    await expect(compare({ samples: others })).rejects.toThrow(
      '1 of 12 samples are not the same; at test-7 targets is ["left"] in new, ["right"] in old',
    );
  });

  it('refuses more samples, other images and another seed, and says which part of the spec made them', async () => {
    const others = [...samples, sampleOf(12)].map((sample) => ({
      ...sample,
      images: [{ ...pictureOf(sample), sha256: 'other' }],
    }));
    const answers = { base: outcomesOf('-'.repeat(13)), tuned: outcomesOf('+'.repeat(13)) };
    const spec = specOf({
      data: { source: { test: 'test.parquet' }, seed: 7 },
      prompt: { system: 'Answer.', image: { quality: 80 } },
    });
    const refused = compare({ samples: others, answers, spec });
    await expect(refused).rejects.toThrow('13 of 13 samples are not the same; at test-0 image is "other" in new');
    await expect(refused).rejects.toThrow(
      /data\.seed is 7 in new, 42 in old\n- prompt\.image\.quality is 80 in new, 90 in old/,
    );
  });

  it('refuses a run that asked about more of the same samples', async () => {
    const answers = { base: outcomesOf('-'.repeat(13)), tuned: outcomesOf('+'.repeat(13)) };
    await expect(compare({ samples: [...samples, sampleOf(12)], answers })).rejects.toThrow(
      '1 of 13 samples are not the same; at test-12 the sample is "there" in new, "missing" in old',
    );
  });

  it('refuses a candidate and itself', async () => {
    await storeAnsweredRun(store, { runId: 'old', spec: specOf(), samples, answers: older });
    const run = await openAnsweredRun(store, 'old');
    await expect(compareAnswered(choose(run, 'tuned'), choose(run, undefined))).rejects.toThrow('Both are old:tuned');
    const { comparison } = await compareAnswered(choose(run, 'tuned'), choose(run, 'base'));
    expect(comparison).toMatchObject({ compare: 'old:tuned', against: 'old:base' });
  });

  it.each<[string, Partial<RunSpecInput>, RegExp]>([
    [
      'metric',
      { verdict: { compare: 'tuned', against: 'base', metric: 'exact' } },
      /verdict\.metric is "exact" in new/,
    ],
    [
      'margin',
      { verdict: { compare: 'tuned', against: 'base', margin: 0.1 } },
      /verdict\.margin is 0\.1 in new, nothing in old/,
    ],
    [
      'grader',
      {
        verdict: { compare: 'tuned', against: 'base', metric: 'close' },
        graders: { close: { type: 'number', tolerance: 1 } },
      },
      /graders\.close/,
    ],
  ])('refuses verdicts by another %s', async (_what, own, message) => {
    await expect(compare(specWith(own))).rejects.toThrow(message);
  });

  it('takes the rule of the run that names one', async () => {
    const { verdict: _, ...spec } = specOf();
    await storeAnsweredRun(store, { runId: 'one', spec, samples, answers: newer });
    const verdict = { compare: 'tuned', against: 'base', metric: 'exact', alpha: 0.1 } as const;
    await storeAnsweredRun(store, { runId: 'two', spec: specOf({ verdict }), samples, answers: older });
    const [one, two] = [await openAnsweredRun(store, 'one'), await openAnsweredRun(store, 'two')];
    expect((await compareAnswered(choose(one, 'tuned'), choose(two, undefined))).comparison).toMatchObject({
      metric: 'exact',
      alpha: 0.1,
    });
  });

  it('names how else the candidates were asked', async () => {
    const candidates = { base: { model: 'base-model' }, tuned: { model: 'tuned', examples: false } };
    const { askedDifferently } = await compare(specWith({ candidates, prompt: { system: 'Answer well.' } }));
    expect(askedDifferently).toEqual([
      'prompt.system is "Answer well." in new, "Answer." in old',
      'examples is false in new, true in old',
    ]);
  });
});

describe('choose', () => {
  it('refuses a candidate that was not asked', async () => {
    await expect(compare({}, { first: 'other' })).rejects.toThrow(
      'run new has no answers of a candidate "other". There are: base, tuned.',
    );
  });
});

describe('openAnsweredRun', () => {
  it('refuses a run that the store does not know', async () => {
    await expect(openAnsweredRun(store, 'nothing')).rejects.toThrow('There is no run "nothing" in this store');
  });

  it('refuses a run that is not answered yet', async () => {
    await storeAnsweredRun(store, { spec: specOf(), samples, answers: older });
    await rm(path.join(directory, 'runs/run-1/answers/tuned/manifest.json'));
    await expect(openAnsweredRun(store, 'run-1')).rejects.toThrow(
      'run run-1 has not all answers of candidate tuned yet: "tempera status run-1"',
    );
  });
});
