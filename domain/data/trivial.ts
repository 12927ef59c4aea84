import type { TrivialAnswers } from './dataset.ts';
import type { Row } from './sample.ts';
import { type Counted, openTextCounts } from './text-counts.ts';
import type { TextSet } from './text-map.ts';

/** Finds what a baseline answers while training rows stream by. */
export interface Trivial {
  add(row: Pick<Row, 'question' | 'targets'>): void;
  /** Undefined where no row has an answer. */
  answers(): TrivialAnswers | undefined;
}

/** The most frequent training answer of each question wording that is asked, and of all; of equally frequent ones the first. */
export function openTrivial(asked: Pick<TextSet, 'has'>): Trivial {
  const counted = openTextCounts();
  const ofAll = openMostFrequent();
  const ofQuestions = new Map<string, ReturnType<typeof openMostFrequent>>();

  function addToQuestion(question: string, answer: string | undefined): void {
    const own = ofQuestions.get(question) ?? openMostFrequent();
    ofQuestions.set(question, own);
    if (answer !== undefined) own.add(answer, counted.add(`${question}\0${answer}`));
  }

  return {
    add({ question, targets: [answer] }) {
      if (answer !== undefined) ofAll.add(answer, counted.add(answer));
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

/** Only whose count has just grown can become the most frequent one. */
function openMostFrequent() {
  let most: (Counted & { text: string }) | undefined;
  return {
    add(text: string, { times, number }: Counted): void {
      if (!most || times > most.times || (times === most.times && number < most.number)) most = { text, times, number };
    },
    answer: () => most?.text,
  };
}
