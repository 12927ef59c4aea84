import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoredAnswersError, type StoredEntry, type WantedSample } from '../../../domain/stored/entry.ts';
import { matchEntries } from '../../../domain/stored/match.ts';

const sample = (at: number, own: Partial<WantedSample> = {}): WantedSample => ({
  id: `test-${at}`,
  question: `What is on page ${at}?`,
  images: [`${at}`.padStart(64, '0')],
  askedHash: `hash ${at}`,
  targets: [`target ${at}`],
  ...own,
});
const said = (text: string) => ({ outcome: 'answered', text, cutByLength: false }) as const;
const entry = (at: number, own: Partial<StoredEntry> = {}): StoredEntry => ({
  where: `old.csv line ${at + 2}`,
  said: said(`answer ${at}`),
  ...own,
});
const byId = (at: number, own: Partial<StoredEntry> = {}) => entry(at, { id: `test-${at}`, ...own });
const asked = (at: number, own: Partial<StoredEntry> = {}) => entry(at, { question: `What is on page ${at}?`, ...own });

const samples = [0, 1, 2].map((at) => sample(at));
const match = (entries: StoredEntry[], own: { samples?: WantedSample[]; repeats?: number } = {}) =>
  matchEntries(own.samples ?? samples, entries, { source: 'old.csv', model: 'gpt-4o', repeats: own.repeats ?? 1 });
const texts = (matching: ReturnType<typeof match>) =>
  matching.answers.map((answers) =>
    answers.map(({ said }) => (said.outcome === 'answered' ? said.text : said.outcome)),
  );

describe('matchEntries', () => {
  it('finds answers by id, and by question where there is none', () => {
    const matching = match([asked(2), byId(0), entry(1, { id: 'their-1', question: '  What is on\npage 1? ' })]);
    expect(texts(matching)).toEqual([['answer 0'], ['answer 1'], ['answer 2']]);
    expect(matching.facts).toMatchObject({ byId: 1, byQuestion: 2, missing: 0, unused: 0 });
  });

  it('knows samples by the ids that the user has given them, too', () => {
    const own = [sample(0, { ownId: 'a' }), sample(1, { ownId: 'test-0' })];
    const matching = match([entry(1, { id: 'test-0' }), entry(0, { id: 'a' })], { samples: own });
    expect(texts(matching)).toEqual([['answer 0'], ['answer 1']]);
  });

  it('calls samples by the ids that the user has given them', () => {
    const own = [sample(0, { ownId: 'mine' })];
    expect(() => match([entry(0, { id: 'mine', question: 'Who?' })], { samples: own })).toThrow(
      'old.csv line 2: its question is not that of sample mine',
    );
  });

  it('says what nothing in the file could tell', () => {
    const full = { question: 'What is on page 1?', images: samples[1]?.images ?? [], model: 'gpt-4o-2024-08-06' };
    expect(match([byId(0), byId(1, full)]).facts).toMatchObject({
      unchecked: { question: 1, image: 1, model: 1 },
      models: ['gpt-4o-2024-08-06'],
    });
    const all = [0, 1, 2].map((at) => byId(at, { ...asked(at), images: samples[at]?.images ?? [], model: 'gpt-4o' }));
    expect(match(all).facts.unchecked).toEqual({});
  });

  it('leaves missing what is not there, and counts what belongs to no sample', () => {
    const matching = match([byId(1), byId(7), asked(9)]);
    expect(matching.answers[0]).toEqual([
      { said: { outcome: 'failed', reason: 'not in old.csv', code: 'not-stored' } },
    ]);
    expect(matching.facts).toMatchObject({ missing: 2, unused: 2 });
  });

  it.each<[string, Partial<StoredEntry>, string]>([
    ['question', { question: 'Who wrote it?' }, 'its question is not that of sample test-1'],
    ['image', { images: ['f'.repeat(64)] }, 'its image is not that of sample test-1'],
    ['conversation', { askedHash: 'another' }, 'sample test-1 asks something else'],
    ['target', { targets: ['target 1', 'another'] }, 'sample test-1 has another target'],
  ])('refuses an answer whose %s is not the one of its sample, by line', (_, own, message) => {
    const entries = [byId(0), byId(1, own), byId(2)];
    expect(() => match(entries)).toThrow(
      `old.csv line 3: ${message}. These are the answers to another test set, or to this one edited`,
    );
  });

  it('refuses the answers of another model, and takes none of them for those of another test set', () => {
    const entries = [byId(0), byId(1, { model: 'gpt-4o-mini' }), byId(2)];
    expect(() => match(entries)).toThrow(
      'old.csv line 3: gpt-4o-mini has answered, and the spec says gpt-4o. Nothing was asked. Say in the spec which model',
    );
    const edited = byId(1, { model: 'gpt-4o-mini', question: 'Another?' });
    expect(() => match([edited])).toThrow('These are the answers to another test set');
  });

  it('refuses two answers to one sample that are not numbered, by both lines', () => {
    expect(() => match([byId(0), { ...asked(0), where: 'old.csv line 9' }])).toThrow(
      'old.csv line 2 and old.csv line 9: two answers to sample test-0, not numbered',
    );
    const same = [byId(0, { repeat: 2 }), byId(0, { repeat: 2, where: 'old.csv line 9' })];
    expect(() => match(same, { repeats: 2 })).toThrow('two answers to sample test-0, both with number 2');
  });

  it('takes numbered answers as repeats, as many as the run takes', () => {
    const entries = [1, 2, 3].map((repeat) => byId(0, { repeat, said: said(`time ${repeat}`) }));
    expect(texts(match(entries, { repeats: 2, samples: [sample(0)] }))).toEqual([['time 1', 'time 2']]);
    expect(match(entries, { repeats: 2, samples: [sample(0)] }).facts.repeatsLeftOut).toBe(1);
    expect(match([byId(0)], { repeats: 5 }).repeats).toBe(1);
  });

  it('tells questions of several samples apart by their images, and names those that nothing tells apart', () => {
    const alike = [0, 1].map((at) => sample(at, { question: 'Which title?' }));
    const own = (at: number) => entry(at, { question: 'Which title?', images: alike[at]?.images ?? [] });
    expect(texts(match([own(1), own(0)], { samples: alike }))).toEqual([['answer 0'], ['answer 1']]);
    expect(() => match([entry(0, { question: 'Which title?' })], { samples: alike })).toThrow(
      'old.csv line 2: its question is that of 2 samples (test-0, test-1), and nothing tells which is meant',
    );
  });

  it('refuses a file of which nothing matches, and shows what it was looked for by', () => {
    expect(() => match([byId(7)])).toThrow(
      'no answer of old.csv belongs to any of the 3 samples: old.csv line 9 has the id "test-7", and the first sample is test-0',
    );
    expect(() => match([])).toThrow('old.csv holds no answer.');
  });

  it('takes as many answers as there are', () => {
    const many = Array.from({ length: 130_000 }, (_, at) => sample(at));
    expect(
      match(
        many.map((_, at) => byId(at)),
        { samples: many },
      ).facts,
    ).toMatchObject({ byId: 130_000, missing: 0 });
  });

  it('lists a few of many problems', () => {
    const many = Array.from({ length: 20 }, (_, at) => sample(at));
    const edited = many.map((_, at) => byId(at, { question: 'Another?' }));
    expect(() => match(edited, { samples: many })).toThrow('and 15 more');
  });

  const someOf = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 20 });

  it('accounts for every sample and every entry, in whatever order they stand', () => {
    fc.assert(
      fc.property(someOf, someOf, fc.nat(), (there, stored, turn) => {
        const set = there.map((at) => sample(at));
        const entries = stored.map((at) => (at % 2 ? byId(at) : asked(at)));
        const common = stored.filter((at) => there.includes(at));
        if (common.length === 0) {
          expect(() => match(entries, { samples: set })).toThrow(StoredAnswersError);
          return;
        }
        const by = turn % entries.length;
        const matching = match([...entries.slice(by), ...entries.slice(0, by)], { samples: set });
        const { missing, unused } = matching.facts;
        expect(matching).toEqual(match(entries, { samples: set }));
        expect(missing + common.length).toBe(there.length);
        expect(unused + common.length).toBe(stored.length);
        expect(texts(matching)).toEqual(there.map((at) => [common.includes(at) ? `answer ${at}` : 'failed']));
      }),
    );
  });

  it('takes no answer whose question was changed', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.string({ minLength: 1 }), (at, added) => {
        fc.pre(added.trim() !== '');
        const edited = byId(at, { question: `What is on page ${at}?${added}` });
        expect(() => match([edited])).toThrow(`old.csv line ${at + 2}: its question is not`);
      }),
    );
  });
});
