import { hasImageEnding } from '../data/image-names.ts';
import { type AddressedPictures, addressesIn } from './addresses.ts';
import type { ColumnFacts } from './column-facts.ts';
import { isCalled } from './names.ts';
import type { NamedPictures } from './pictures.ts';
import type { Chosen, Said, TableLook } from './table-look.ts';
import { namesOf, quoted, Undecided } from './undecided.ts';

/** A column of images. */
export interface ChosenImage extends Chosen {
  /** Of those that are files: how many there are, and which are not there. */
  named?: Pick<NamedPictures, 'found' | 'different' | 'missing'>;
  /** Of those that are given by their addresses: where they are. */
  hosts?: readonly string[];
}

/**
 * The column that holds images or names pictures that are there; undefined where none does. Throws {@link Undecided} where
 * several do, or where one names pictures that are not there.
 */
export function chooseImage(table: TableLook, facts: readonly ColumnFacts[], said: Said): ChosenImage | undefined {
  const candidates = imagesIn(table, facts);
  if (said.image !== undefined) {
    const meant = candidates.find(({ facts: { name } }) => name === said.image);
    if (meant) return meant;
    throw new Undecided(`${quoted(said.image)} holds no images, and names no pictures that are there.`);
  }
  const called = candidates.filter(({ facts: { name } }) => isCalled(name, 'image'));
  const [only, another] = called.length > 0 ? called : candidates;
  if (another) {
    const names = namesOf(candidates.map(({ facts }) => facts));
    throw new Undecided(`The images may be those of ${names}. Say which: --image COLUMN.`);
  }
  if (only) return only;
  const lost = facts.find(({ values }) => values.slice(0, 20).some(hasImageEnding));
  if (lost) throw lostPictures(lost);
  return undefined;
}

/** All columns of images, of those that name the same pictures row by row the first. */
function imagesIn(table: TableLook, facts: readonly ColumnFacts[]): ChosenImage[] {
  const candidates = facts.flatMap((one) => imageIn(table, one) ?? []);
  return candidates.filter(
    (one, at) => !candidates.slice(0, at).some((earlier) => areSame(table, earlier.facts, one.facts)),
  );
}

/** Whether two columns hold the same texts, row by row. */
export function areSame({ columns }: TableLook, one: ColumnFacts, other: ColumnFacts): boolean {
  const [cells, others] = [one, other].map(({ name }) => columns.find((column) => column.name === name)?.cells ?? []);
  return one.texts > 0 && JSON.stringify(cells) === JSON.stringify(others);
}

function imageIn({ columns, pictures }: TableLook, facts: ColumnFacts): ChosenImage | undefined {
  const { name, filled, images, imageLists, rows } = facts;
  if (2 * (images + imageLists) > filled) {
    const what = imageLists > 0 ? 'lists of images' : 'images';
    return {
      facts,
      choice: { key: 'image', value: name, why: `holds ${what} in ${images + imageLists} of ${rows} rows` },
    };
  }
  const addressed = addressesIn(facts);
  if (addressed) return atAddresses(facts, addressed);
  const column = columns.find((one) => one.name === name);
  const named = column && pictures.namedBy(column);
  if (!named) return undefined;
  const why = `names ${named.different} pictures that are there, in ${named.found} of ${rows} rows`;
  return { facts, named, choice: { key: 'image', value: named.image, why } };
}

function atAddresses(facts: ColumnFacts, { hosts, found }: AddressedPictures): ChosenImage {
  const rows = found.reduce((sum, text) => sum + (facts.counts.get(text) ?? 0), 0);
  const why = `names ${found.length} pictures by their addresses, in ${rows} of ${facts.rows} rows`;
  const choice = { key: 'image' as const, value: facts.name, why };
  return { facts, hosts, named: { found: rows, different: found.length, missing: [] }, choice };
}

function lostPictures({ name, values }: ColumnFacts): Undecided {
  const example = values.find(hasImageEnding) ?? '';
  return new Undecided(
    `${quoted(name)} names pictures such as ${quoted(example)}, and they are not there. Put them beside the table, or into a folder below it.`,
  );
}
