import type { ColumnFacts } from './column-facts.ts';
import { isCalled, isKeyName } from './names.ts';
import type { Chosen, Said } from './table-look.ts';
import { namesOf, Undecided } from './undecided.ts';

/** So many different values at most are choices. */
export const mostChoices = 20;

/** The column of the answers, by its name or as the only one that can be. Throws {@link Undecided}. */
export function chooseAnswer(facts: readonly ColumnFacts[], { answer: said }: Said): Chosen {
  if (said !== undefined) {
    const meant = facts.find(({ name }) => name === said);
    if (meant) return chosen(meant, 'as you said');
  }
  const called = facts.filter((one) => holdsTexts(one) && isCalled(one.name, 'answer'));
  if (called.length > 1) throw undecided(called);
  if (called[0]) return chosen(called[0], 'its name says so');
  const able = facts.filter(mayAnswer);
  if (able.length === 0) throw none(facts);
  if (able.length === 1) return chosen(able[0] as ColumnFacts, 'the only column left that varies');
  const choices = able.filter(isChoice);
  const [only, another] = choices;
  if (!only || another) throw undecided(able);
  const others = namesOf(
    able.filter((one) => one !== only),
    ' and ',
  );
  return chosen(only, `the only column with a few values that come again; instead it could be ${others}`);
}

function chosen(facts: ColumnFacts, why: string): Chosen {
  return { facts, choice: { key: 'answer', value: facts.name, why: `${why}; ${valuesOf(facts)}` } };
}

function valuesOf({ values, texts, textLists }: ColumnFacts): string {
  if (textLists > 0) return `${textLists} rows hold lists, of several accepted answers`;
  return `${values.length} different ${values.length === 1 ? 'value' : 'values'} in ${texts} rows`;
}

function holdsTexts({ texts, textLists, filled }: ColumnFacts): boolean {
  return 2 * (texts + textLists) > filled;
}

/** What is the same in each row tells nothing, and what counts, names or joins rows is no answer. */
function mayAnswer(facts: ColumnFacts): boolean {
  const { name, texts, textLists, values, isIndex } = facts;
  if (!holdsTexts(facts) || isCalled(name, 'together')) return false;
  if (textLists > 0) return true;
  return values.length > 1 && !isIndex && !(isKeyName(name) && values.length === texts);
}

/** Whether its values are few, and come again. */
export function isChoice({ values, texts }: Pick<ColumnFacts, 'values' | 'texts'>): boolean {
  return values.length > 1 && values.length <= mostChoices && 2 * values.length <= texts;
}

function undecided(columns: readonly ColumnFacts[]): Undecided {
  return new Undecided(`The answer may be ${namesOf(columns)}. Say which: --answer COLUMN.`);
}

function none(facts: readonly ColumnFacts[]): Undecided {
  const there = facts.length === 0 ? 'There is no other column.' : `There is ${namesOf(facts, ' and ')}.`;
  return new Undecided(
    `No column can be the answer: one that holds texts, of which not all are the same. ${there} Add a column with the right answer of each row, or say which it is: --answer COLUMN.`,
  );
}
