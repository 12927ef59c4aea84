import type { TrivialAnswers } from './dataset.ts';
import { openNumberList } from './number-list.ts';
import type { Row } from './sample.ts';
import { openTextMap, type TextSet } from './text-map.ts';

/** Finds what a baseline answers while training rows stream by. */
export interface Trivial {
  add(row: Pick<Row, 'question' | 'targets'>): void;
  /** Undefined where no row has an answer. */
  answers(): TrivialAnswers | undefined;
}

/** The most frequent training answer of each question wording that is asked, and of all; of equally frequent ones the first. */
export function openTrivial(asked: Pick<TextSet, 'has'>): Trivial {
  const counted = openCounts();
  const ofAll = openMostFrequent();
  const ofQuestions = new Map<string, ReturnType<typeof openMostFrequent>>();

  function addToQuestion(question: string, answer: string | undefined): void {
    const own = ofQuestions.get(question) ?? openMostFrequent();
    ofQuestions.set(question, own);
    if (answer !== undefined) own.add(answer, counted(`${question}\0${answer}`));
  }

  return {
    add({ question, targets: [answer] }) {
      if (answer !== undefined) ofAll.add(answer, counted(answer));
      if (asked.has(question)) addToQuestion(question, answer);
    },
    answers() {
      const otherwise = ofAll.answer();
      if (otherwise === undefined) return undefined;
      const entries = [...ofQuestions].map(([question, own]) => [question, own.answer() ?? otherwise] as const);
      return { byQuestion: Object.fromEntries(entries), otherwise };
    },
  };
}

/** How often something was seen, and as the how manyth of all it was seen first. */
interface Counted {
  times: number;
  rank: number;
}

function openCounts(): (text: string) => Counted {
  const ranks = openTextMap();
  const times = openNumberList(Int32Array);
  return (text) => {
    const known = ranks.getOrSet(text, times.length);
    const rank = known === -1 ? times.length : known;
    if (known === -1) times.push(0);
    const all = times.all();
    all[rank] = (all[rank] ?? 0) + 1;
    return { times: all[rank], rank };
  };
}

/** Only whose count has just grown can become the most frequent one. */
function openMostFrequent() {
  let most: (Counted & { text: string }) | undefined;
  return {
    add(text: string, { times, rank }: Counted): void {
      if (!most || times > most.times || (times === most.times && rank < most.rank)) most = { text, times, rank };
    },
    answer: () => most?.text,
  };
}
