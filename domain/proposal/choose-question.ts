import type { ColumnFacts } from './column-facts.ts';
import { isCalled, isNameable, wordsOf } from './names.ts';
import type { Chosen, ColumnChoice, Said } from './table-look.ts';
import { namesOf, Undecided } from './undecided.ts';

/** From this share of its texts on a column is what they mostly are. */
const most = 0.5;

/** The column that asks, by its name and by how its texts end; undefined where none does. Throws {@link Undecided}. */
export function chooseQuestion(facts: readonly ColumnFacts[], { question: said }: Said): Chosen | undefined {
  if (said !== undefined) {
    const meant = facts.find(({ name }) => name === said);
    return meant && { facts: meant, choice: { key: 'question', value: said, why: 'as you said' } };
  }
  const able = facts.filter(({ texts, filled, name }) => texts > most * filled && isNameable(name));
  const called = able.filter(({ name }) => isCalled(name, 'question'));
  const asking = able.filter(({ questions }) => questions >= most);
  const both = called.filter((one) => asking.includes(one));
  const [first = []] = [both, called, asking].filter(({ length }) => length > 0);
  const [only, another] = first;
  if (another) throw new Undecided(`The question may be ${namesOf(first)}. Say which: --question COLUMN.`);
  return only && { facts: only, choice: { key: 'question', value: only.name, why: whyOf(only) } };
}

function whyOf(facts: ColumnFacts): string {
  const asks =
    facts.questions >= most ? `${Math.round(100 * facts.questions)} % of its texts end with a question mark` : '';
  const called = isCalled(facts.name, 'question') ? 'its name says so' : '';
  return [called, asks].filter(Boolean).join(', and ');
}

/** One question for all rows, about what the answers are, to be made better by a person. */
export function questionAbout(answer: ColumnFacts): ColumnChoice {
  const what = isCalled(answer.name, 'answer') ? 'What does the picture show?' : `What is the ${wordsOf(answer.name)}?`;
  return {
    key: 'question',
    value: { text: what },
    why: 'no column asks, so all rows are asked this: make it say what you want to know',
  };
}
