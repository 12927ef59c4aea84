import { columnsIn } from '../data/columns.ts';
import { chooseAnswer, isChoice } from './choose-answer.ts';
import { areSame, type ChosenImage, chooseImage } from './choose-image.ts';
import { chooseQuestion, questionAbout } from './choose-question.ts';
import { type ColumnFacts, factsOf } from './column-facts.ts';
import { isCalled, isKeyName } from './names.ts';
import type { Chosen, ColumnChoice, Said, TableLook } from './table-look.ts';
import { namesOf, quoted, Undecided } from './undecided.ts';
import { scalar } from './yaml-text.ts';

/** How the columns of a table are used. */
export interface ChosenColumns {
  choices: readonly ColumnChoice[];
  /** The answers; of lists of questions and answers nothing is known of one. */
  answer?: ColumnFacts;
  showsImages: boolean;
  /** Different pictures among the rows that were looked at, where they are files. */
  pictures?: number;
  /** Of pictures that are given by their addresses. */
  hosts?: readonly string[];
  /** The column of a few questions that come again, each of which is a slice. */
  asked?: { column: string; questions: number };
  /** Which rows cannot be used, in words. */
  spoilt: readonly string[];
  /** What a person may want to add. */
  hints: readonly string[];
}

/** Tells what each column is for; `taken` is for something else. Throws {@link Undecided} where it cannot. */
export function chooseColumns(table: TableLook, said: Said = {}, taken: readonly string[] = []): ChosenColumns {
  const facts = table.columns.filter(({ name }) => name !== '' && !taken.includes(name)).map(factsOf);
  requireThere(said, facts);
  const held = facts.filter(({ filled }) => filled > 0);
  const image = chooseImage(table, held, said);
  // Another column that names the same pictures says nothing else.
  const rest = held.filter((one) => !image || !(one === image.facts || areSame(table, image.facts, one)));
  return listsOf(rest, image) ?? singleOf(rest, image, said);
}

function requireThere({ image, answer }: Said, facts: readonly ColumnFacts[]): void {
  for (const [flag, name] of Object.entries({ image, answer })) {
    if (name === undefined || facts.some((one) => one.name === name)) continue;
    throw new Undecided(`--${flag}: there is no column ${quoted(name)}. There is ${namesOf(facts, ' and ')}.`);
  }
}

/** An image with a list of questions and one of answers, as OCR-VQA has it. */
function listsOf(facts: readonly ColumnFacts[], image: ChosenImage | undefined): ChosenColumns | undefined {
  const lists = facts.filter(({ textLists, filled }) => 2 * textLists > filled);
  const questions = lists.filter(({ name }) => isCalled(name, 'question'));
  const answers = lists.filter(({ name }) => isCalled(name, 'answer'));
  if (questions.length !== 1 || answers.length !== 1 || !image) return undefined;
  const choices = [...questions, ...answers].map(
    ({ name }, at): ColumnChoice => ({
      key: at === 0 ? 'questions' : 'answers',
      value: name,
      why: 'lists, one entry for each question about the picture',
    }),
  );
  return { choices: [image.choice, ...choices], ...imagesOf(image), spoilt: spoiltImages(image), hints: [] };
}

function singleOf(facts: readonly ColumnFacts[], image: ChosenImage | undefined, said: Said): ChosenColumns {
  const asking = chooseQuestion(facts, said);
  const without = facts.filter((one) => one !== asking?.facts);
  const { question, answer } = asking
    ? { question: asking, answer: chooseAnswer(without, said) }
    : askedOfAll(without, image, said);
  const rest = without.filter((one) => one !== answer.facts && one !== question.facts);
  const id = chooseId(rest);
  const cluster = chooseCluster(rest.filter((one) => one !== id?.facts));
  const choices = [image, question, answer, id, cluster].flatMap((one) => one?.choice ?? []);
  return {
    choices,
    answer: answer.facts,
    ...imagesOf(image),
    ...slicesBy(question.facts),
    spoilt: [...spoiltImages(image), ...blanksIn([question.facts, answer.facts])],
    hints: cluster ? [] : hintsOf(rest),
  };
}

/** Without a column that asks: of pictures one question for all; of text alone the only other text. */
function askedOfAll(facts: readonly ColumnFacts[], image: ChosenImage | undefined, said: Said) {
  if (image || said.question !== undefined) {
    const answer = chooseAnswer(facts, said);
    const choice = said.question === undefined ? questionAbout(answer.facts) : asSaid(said.question, facts);
    return { question: { choice, facts: undefined }, answer };
  }
  const answer = chooseAnswer(facts, said);
  const texts = facts.filter((one) => one !== answer.facts && one.texts > 0 && !isKeyName(one.name) && !one.isIndex);
  const [only, another] = texts;
  if (!only) throw new Undecided('There are neither pictures nor a column that asks. Add a column with the questions.');
  if (another)
    throw new Undecided(
      `The question may be ${namesOf(texts)}. Say which: --question COLUMN, or a text such as --question "{${only.name.slice(0, 40)}}: {${another.name.slice(0, 40)}}".`,
    );
  const choice: ColumnChoice = { key: 'question', value: only.name, why: 'the only text beside the answer' };
  return { question: { choice, facts: only }, answer };
}

/** A text with columns in braces, or one for all rows. */
function asSaid(text: string, facts: readonly ColumnFacts[]): ColumnChoice {
  const columns = columnsIn(text);
  const isMadeOfColumns = columns[0] !== text && columns.every((column) => facts.some(({ name }) => name === column));
  return isMadeOfColumns
    ? { key: 'question', value: text, why: 'as you said' }
    : { key: 'question', value: { text }, why: 'as you said: all rows are asked this' };
}

function imagesOf(image: ChosenImage | undefined): Pick<ChosenColumns, 'showsImages' | 'pictures' | 'hosts'> {
  return {
    showsImages: image !== undefined,
    ...(image?.named && { pictures: image.named.different }),
    ...(image?.hosts && { hosts: image.hosts }),
  };
}

/** Questions that a report has rows for at most: of more one sees no one. */
const mostSlices = 8;

function slicesBy(question: ColumnFacts | undefined): Pick<ChosenColumns, 'asked'> {
  if (!question || !isChoice(question) || question.values.length > mostSlices) return {};
  return { asked: { column: question.name, questions: question.values.length } };
}

/** A column of keys of its own for each row, which goes through to `predictions.csv`. */
function chooseId(facts: readonly ColumnFacts[]): Chosen | undefined {
  const able = facts.filter(
    ({ name, texts, rows, values }) => isKeyName(name) && texts === rows && values.length === rows,
  );
  const only = able.find(({ name }) => isCalled(name, 'id')) ?? (able.length === 1 ? able[0] : undefined);
  return (
    only && {
      facts: only,
      choice: { key: 'id', value: only.name, why: 'another one in each row: it goes through to predictions.csv' },
    }
  );
}

/** A cluster of fewer values would leave no verdict. */
const fewestClusters = 20;

function chooseCluster(facts: readonly ColumnFacts[]): Chosen | undefined {
  const only = facts.find(({ name }) => isCalled(name, 'together'));
  if (!only || !comesAgain(only) || only.values.length < fewestClusters) return undefined;
  return {
    facts: only,
    choice: { key: 'cluster', value: only.name, why: `its name says so; ${only.values.length} in ${only.texts} rows` },
  };
}

function comesAgain({ texts, values }: ColumnFacts): boolean {
  return values.length > 1 && values.length < texts;
}

/** What may belong together is for a person to say: it decides what counts as one. */
function hintsOf(facts: readonly ColumnFacts[]): string[] {
  return facts
    .filter(
      (one) =>
        comesAgain(one) && (isCalled(one.name, 'likely') || isCalled(one.name, 'together') || isKeyName(one.name)),
    )
    .map(
      ({ name, values, texts }) =>
        `cluster: ${scalar(name)} # if rows of the same one belong together; ${values.length} values in ${texts} rows`,
    );
}

function spoiltImages(image: ChosenImage | undefined): string[] {
  if (!image?.named) return [];
  const { facts, named } = image;
  const lost = facts.rows - named.found;
  const example = named.missing[0];
  if (lost === 0) return [];
  return [
    `${lost} of ${facts.rows} rows name no picture that is there${example === undefined ? '' : `, such as ${quoted(example)}`}`,
  ];
}

function blanksIn(facts: readonly (ColumnFacts | undefined)[]): string[] {
  return facts.flatMap((one) =>
    one && one.filled < one.rows ? [`${one.rows - one.filled} of ${one.rows} rows have no ${quoted(one.name)}`] : [],
  );
}
