import type { AnswerOutcome } from '../answering/answer.ts';
import { listed } from '../data/listed.ts';
import { StoredAnswersError, type StoredEntry, type WantedSample } from './entry.ts';
import { isSameList, mismatchesOf, nameOf, otherModel } from './mismatches.ts';
import { questionText } from './question-text.ts';

/** What stored answers are held against. */
export interface Wanted {
  /** The file, or the run, for messages. */
  source: string;
  /** As the spec names it. */
  model: string;
  /** Answers to a sample that a run takes at most. */
  repeats: number;
}

/** Stored answers by sample. */
export interface Matching {
  /** Answers to each sample, as many as `repeats`, in the order of the samples. */
  answers: readonly (readonly StoredAnswer[])[];
  repeats: number;
  facts: MatchFacts;
}

/** An answer that is missing has no entry. */
export interface StoredAnswer {
  said: AnswerOutcome;
  model?: string;
}

/** How stored answers were found to belong to samples, and what nothing in them could tell. */
export interface MatchFacts {
  samples: number;
  byId: number;
  byQuestion: number;
  /** Samples without any. */
  missing: number;
  /** Entries that belong to no sample. */
  unused: number;
  /** Repeats beyond those that the run takes. */
  repeatsLeftOut: number;
  /** Answers that the field could not be checked of; fields that all have are not here. */
  unchecked: Partial<Record<'question' | 'image' | 'model', number>>;
  /** As the file names them. */
  models: readonly string[];
  /** When the first and the last were said, ISO 8601. */
  said?: { from: string; to: string };
  /** The first day on which a model of them is gone, an ISO date. */
  shutdownDate?: string;
}

interface Match {
  entry: StoredEntry;
  /** Position of the sample. */
  at: number;
  by: 'id' | 'question';
}

/**
 * Finds out which stored answer belongs to which sample: by id (the user's own or ours), else by question and images where
 * they name one sample.
 * @throws {StoredAnswersError} an entry contradicts its sample, two are for one, a question is of several, or none matches
 */
export function matchEntries(
  samples: readonly WantedSample[],
  entries: readonly StoredEntry[],
  wanted: Wanted,
): Matching {
  const { source } = wanted;
  const finder = createFinder(samples);
  const found = entries.map((entry) => finder.find(entry));
  const ambiguous = found.flatMap((match) => (typeof match === 'string' ? [match] : []));
  const matches = found.filter((match): match is Match => typeof match === 'object');
  if (ambiguous.length > 0) throw new StoredAnswersError(listed(ambiguous, advice.ambiguous));
  if (matches.length === 0) throw new StoredAnswersError(noMatch(samples, entries, source));
  const different = matches.flatMap(({ entry, at }) => mismatchesOf(entry, samples[at] as WantedSample));
  if (different.length > 0) throw new StoredAnswersError(listed(different, advice.different));
  const others = matches.flatMap(({ entry }) => otherModel(entry, wanted.model) ?? []);
  if (others.length > 0) throw new StoredAnswersError(listed(others, advice.otherModel));
  const bySample = Map.groupBy(matches, ({ at }) => at);
  const twice = [...bySample.values()].flatMap((own) => twiceIn(own, samples));
  if (twice.length > 0) throw new StoredAnswersError(listed(twice, advice.twice));

  const given = matches.reduce((most, { entry: { repeat = 1 } }) => Math.max(most, repeat), 1);
  const repeats = Math.min(wanted.repeats, given);
  const answers = samples.map((_, at) => answersTo(bySample.get(at) ?? [], repeats, source));
  return { answers, repeats, facts: factsOf(samples, entries, matches, repeats) };
}

const advice = {
  ambiguous: 'Give the answers the ids of the samples, or the hashes of their images.',
  different:
    'These are the answers to another test set, or to this one edited; of images also to these as another prompt.image sends them. Nothing was asked. Where labels were mended since, leave the targets out of the file.',
  otherModel:
    'Nothing was asked. Say in the spec which model has answered, as the candidate\'s "model", or name the file of the one that it says.',
  twice: 'Number repeats by a column "repeat", from 1, or leave one out.',
};

/** Finds the sample of an entry; a text says why it cannot be told, and undefined that there is none. */
function createFinder(samples: readonly WantedSample[]) {
  const own = samples.flatMap(({ ownId }, at) => (ownId === undefined ? [] : [[ownId, at] as const]));
  const byId = new Map([...samples.map(({ id }, at) => [id, at] as const), ...own]);
  const byQuestion = Map.groupBy(samples.keys(), (at) => questionText(samples[at]?.question ?? ''));

  function find(entry: StoredEntry): Match | string | undefined {
    const { id, question, images, where } = entry;
    const known = id === undefined ? undefined : byId.get(id);
    if (known !== undefined) return { entry, at: known, by: 'id' };
    if (question === undefined) return undefined;
    const alike = byQuestion.get(questionText(question)) ?? [];
    const same = images ? alike.filter((at) => isSameList(images, samples[at]?.images ?? [])) : alike;
    const [at] = same;
    if (at === undefined) return undefined;
    if (same.length === 1) return { entry, at, by: 'question' };
    const others = same.slice(0, 3).map((each) => nameOf(samples[each]));
    return `${where}: its question is that of ${same.length} samples (${others.join(', ')}${same.length > 3 ? ', …' : ''}), and nothing tells which is meant`;
  }
  return { find };
}

/** Answers to one sample are repeats only when each has a number of its own. */
function twiceIn(own: readonly Match[], samples: readonly WantedSample[]): string[] {
  const byRepeat = Map.groupBy(own, ({ entry }) => entry.repeat ?? 1);
  return [...byRepeat].flatMap(([repeat, [first, second]]) => {
    if (!first || !second) return [];
    const which = second.entry.repeat === undefined ? 'not numbered' : `both with number ${repeat}`;
    return [
      `${first.entry.where} and ${second.entry.where}: two answers to sample ${nameOf(samples[first.at])}, ${which}`,
    ];
  });
}

function answersTo(own: readonly Match[], repeats: number, source: string): StoredAnswer[] {
  return Array.from({ length: repeats }, (_, index) => {
    const entry = own.find(({ entry: { repeat = 1 } }) => repeat === index + 1)?.entry;
    if (!entry) return { said: { outcome: 'failed', reason: `not in ${source}`, code: 'not-stored' } };
    const model = entry.resolved ?? entry.model;
    return { said: entry.said, ...(model !== undefined && { model }) };
  });
}

function factsOf(
  samples: readonly WantedSample[],
  entries: readonly StoredEntry[],
  matches: readonly Match[],
  repeats: number,
): MatchFacts {
  const taken = matches.filter(({ entry: { repeat = 1 } }) => repeat <= repeats);
  const count = (holds: (match: Match) => boolean) => taken.filter(holds).length;
  const unchecked = {
    question: count(({ entry }) => entry.question === undefined),
    image: count(({ entry, at }) => entry.images === undefined && (samples[at]?.images.length ?? 0) > 0),
    model: count(({ entry }) => entry.model === undefined),
  };
  const times = taken.flatMap(({ entry: { at } }) => at ?? []).sort();
  const [from, to] = [times[0], times.at(-1)];
  const [shutdownDate] = taken.flatMap(({ entry }) => entry.shutdownDate ?? []).sort();
  return {
    samples: samples.length,
    byId: count(({ by }) => by === 'id'),
    byQuestion: count(({ by }) => by === 'question'),
    missing: samples.length - new Set(taken.map(({ at }) => at)).size,
    unused: entries.length - matches.length,
    repeatsLeftOut: matches.length - taken.length,
    unchecked: Object.fromEntries(Object.entries(unchecked).filter(([, times]) => times > 0)),
    models: [...new Set(taken.flatMap(({ entry: { model, resolved = model } }) => resolved ?? []))].sort(),
    ...(shutdownDate !== undefined && { shutdownDate }),
    ...(from !== undefined && to !== undefined && { said: { from, to } }),
  };
}

function noMatch(samples: readonly WantedSample[], entries: readonly StoredEntry[], source: string): string {
  const [entry, sample] = [entries[0], samples[0]];
  if (!entry) return `${source} holds no answer.`;
  const by =
    entry.id === undefined ? 'has no id, and no sample has its question' : `has the id ${JSON.stringify(entry.id)}`;
  return `no answer of ${source} belongs to any of the ${samples.length} samples: ${entry.where} ${by}, and the first sample is ${nameOf(sample)}. Answers are found by id, else by question; answers.columns names the columns.`;
}
