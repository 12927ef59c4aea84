import { isClosed } from '../data/sample.ts';
import { isChoice } from './choose-answer.ts';
import type { ColumnFacts } from './column-facts.ts';

/** How answers are asked for and scored. */
export interface ChosenScoring {
  /** What kind of answers there are, in words. */
  kind: string;
  /** The system message, if any. */
  system?: string;
  metric: string;
  grader?: Readonly<Record<string, unknown>>;
  why: string;
  judges: boolean;
}

/** Words that an answer has on average, from which on it is rarely said the same way twice. */
const manyWords = 8;

/** Characters of all choices that a prompt names. */
const longestChoices = 600;

const answerOnly = 'Give the answer only, without a sentence around it.';

/** Chooses by what the accepted answers are like. */
export function chooseScoring(answer: ColumnFacts): ChosenScoring {
  const { values, numbers, objects, words, textLists } = answer;
  if (textLists === 0 && isChoice(answer)) return choices(values);
  if (numbers === 1) {
    return {
      kind: 'numbers',
      system: 'Answer with the number only.',
      metric: 'number',
      grader: { type: 'number' },
      why: 'all answers are numbers: 3.0 is 3',
      judges: false,
    };
  }
  const fields = objects === 1 ? fieldsOf(values) : [];
  if (fields.length > 0) {
    return {
      kind: 'JSON',
      system: `Answer with JSON only: an object with ${fields.map((field) => JSON.stringify(field)).join(', ')}.`,
      metric: 'fields',
      grader: { type: 'json', fields },
      why: 'all answers are JSON: the share of fields that are right',
      judges: false,
    };
  }
  return words > manyWords ? wordy(words) : short();
}

function choices(values: readonly string[]): ChosenScoring {
  const named = values.join('; ');
  return {
    kind: values.every((value) => isClosed([value]))
      ? 'closed, yes or no'
      : `choices: ${values.length} values that come again`,
    // The base model would not know what there is to choose from.
    system: named.length > longestChoices ? answerOnly : `Answer with one of these, and with the answer only: ${named}`,
    metric: 'normalised',
    why: 'right or wrong, whatever the letter case and punctuation',
    judges: false,
  };
}

function short(): ChosenScoring {
  return {
    kind: 'open, of a few words',
    system: answerOnly,
    metric: 'normalised',
    why: 'a few words can be the same but for letter case and punctuation',
    judges: true,
  };
}

function wordy(words: number): ChosenScoring {
  return {
    kind: `open, of ${Math.round(words)} words on average`,
    metric: 'likeness',
    grader: {
      type: 'text_similarity',
      name: 'Likeness',
      input: '{{sample.output_text}}',
      reference: '{{item.reference_answer}}',
      evaluation_metric: 'fuzzy_match',
    },
    why: 'answers as long as these are hardly ever the same: how alike the texts are',
    judges: true,
  };
}

/** The keys that all objects have, as far as they can be read. */
function fieldsOf(values: readonly string[]): string[] {
  const objects = values.flatMap((text) => keysOf(text) ?? []);
  const [first = new Set<string>(), ...others] = objects;
  return [...first].filter((key) => /^[\w-]+$/.test(key) && others.every((keys) => keys.has(key)));
}

function keysOf(text: string): Set<string> | undefined {
  try {
    return new Set(Object.keys(JSON.parse(text) as object));
  } catch {
    return undefined;
  }
}
