import type { Message } from '../answering/messages.ts';
import { type Material, shownBy } from '../data/identity.ts';
import { hashesNamed } from '../data/named-images.ts';
import type { Heard, SampleImage, Split } from '../data/sample.ts';
import { openTextSet, type TextSet } from '../data/text-map.ts';
import type { DataAudit, FoundSamples, ShownSample } from './audit-schema.ts';

type Picture = Pick<SampleImage, 'sha256' | 'pixels'>;

/** What may stand in two places at once: a sample, a row of training, a worked example. */
export interface Item extends Material {
  images: readonly Picture[];
  /** Absent where what it shows tells. */
  group?: string;
  /** Absent where nothing wider than the group is known. */
  cluster?: string;
  /** In place of `messages`. */
  heard?: Pick<Heard, 'marks' | 'lessons'>;
}

/**
 * The marks by which an item is known again: each of its pictures, in whatever encoding it came (of text alone the prompt),
 * its group and its cluster. Pictures of equal pixels are converted to equal bytes; where they are shrunk as well, a hash
 * of the pixels before tells.
 */
export function marksOf(item: Item): readonly string[] {
  const { images, group, cluster, heard } = item;
  if (heard) return heard.marks;
  return [
    ...(images.length === 0 ? [shownBy(item)] : []),
    ...images.map(({ sha256 }) => `image ${sha256}`),
    ...images.flatMap(({ pixels }) => (pixels === undefined ? [] : [`pixels ${pixels}`])),
    ...(group === undefined ? [] : [`group ${group}`]),
    ...(cluster === undefined ? [] : [`cluster ${cluster}`]),
  ];
}

export function marksOfAll(items: Iterable<Item>): TextSet {
  const marks = openTextSet();
  for (const item of items) for (const mark of marksOf(item)) marks.add(mark);
  return marks;
}

/** Whether an item has any of the marks. */
export function isAmong(item: Item, marks: TextSet): boolean {
  return marks.size > 0 && marksOf(item).some((mark) => marks.has(mark));
}

/** What a row of training teaches: its last turn, and each turn of the assistant before it, by the texts that led to it. */
export function lessonsOf(row: Item): Item[] {
  const { messages = [] } = row;
  const earlier = messages.flatMap(({ role }, at) => (role === 'assistant' ? [messages.slice(0, at)] : []));
  // What shows an image is known by it, whichever turn it is.
  const texts = earlier.filter((turns) => turns.some(({ role }) => role === 'user') && !turns.some(showsPicture));
  return [row, ...texts.map((turns) => ({ question: '', images: [], messages: turns }))];
}

/** The marks of all that a row of training teaches. */
export function lessonMarksOf(row: Item): readonly string[] {
  return row.heard?.lessons ?? lessonsOf(row).flatMap(marksOf);
}

/** Whether a row of training teaches what has any of the marks. */
export function teachesAny(row: Item, marks: TextSet): boolean {
  return marks.size > 0 && lessonMarksOf(row).some((mark) => marks.has(mark));
}

function showsPicture({ content }: Message): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'image');
}

/** Samples that a refusal names. */
const mostNamed = 3;

/** Why a data set is refused whose samples stand elsewhere too, and what to do; undefined when none does. */
export function leakageRefusal(on: Split, { train, validation, examples }: DataAudit['sharedImages']) {
  const places: [FoundSamples | undefined, string][] = [
    [train, 'in training'],
    [validation, 'in validation'],
    [examples, 'among the worked examples'],
  ];
  const found = places.flatMap(([shared, place]) =>
    shared && shared.samples > 0 ? [`${inWords(shared)} also ${place}`] : [],
  );
  if (found.length === 0) return undefined;
  const what = places.some(([shared]) => shared?.shown.some(showsImage)) ? 'images' : 'questions';
  return `the ${on} split is not new to the models: ${found.join('; ')}. Take these ${what} out of one of the two; or say data.leakage: drop, which leaves them out of training, or data.leakage: keep, which heads the verdict with it.`;
}

function inWords({ samples, images, shown }: FoundSamples): string {
  const named = shown.slice(0, mostNamed).map(({ sample }) => sample);
  const names = images > named.length ? `${named.join(', ')} and others` : named.join(', ');
  if (!shown.some(showsImage))
    return `${samples} ${samples === 1 ? 'question' : 'questions'} (${names}) ${samples === 1 ? 'that is' : 'that are'}`;
  return `${samples} ${samples === 1 ? 'question' : 'questions'} about ${images} ${images === 1 ? 'image' : 'images'} (${names}) ${images === 1 ? 'that is' : 'that are'}`;
}

function showsImage(sample: ShownSample): boolean {
  return hashesNamed(sample).length > 0;
}
