import type { Book } from '../books.ts';
import { pick, unit } from '../chance.ts';

/** The words of a cover, as they are printed. */
export interface Copy {
  readonly title: string;
  readonly author: string;
  readonly subtitle: string | undefined;
  readonly imprint: string;
}

/** Decides by the book's id what its cover says: capitals or not, "by" or not, subtitle or not, and a line of the publisher. */
export function copyFor(book: Book): Copy {
  const chance = (name: string) => unit(`${book.id}/copy/${name}`);
  const caps = chance('capitals') < 0.5 ? (text: string) => text.toUpperCase() : (text: string) => text;
  const by = pick(['', '', '', 'by ', 'By '], `${book.id}/copy/by`);
  return {
    title: caps(printed(book.title)),
    author: by + (chance('author capitals') < 0.4 ? book.author.toUpperCase() : book.author),
    subtitle: book.subtitle && chance('subtitle') < 0.75 ? printed(book.subtitle) : undefined,
    imprint: pick(imprints(book), `${book.id}/copy/imprint`),
  };
}

function printed(text: string): string {
  return text.replaceAll("'", '’');
}

function imprints(book: Book): string[] {
  const number = 1 + Math.floor(unit(`${book.id}/copy/number`) * 99);
  return [
    'The Lantern Library',
    `Lantern Classics · No. ${number}`,
    'Lantern Press',
    'Complete and Unabridged',
    `First Published ${book.year}`,
    'A Lantern Pocket Edition',
  ];
}
