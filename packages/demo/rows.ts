import type { Book } from './books.ts';
import type { Cover } from './cover/cover.ts';
import { CANVAS } from './cover/layout.ts';
import { questionsAbout } from './questions.ts';

export type SetName = 'train' | 'validation' | 'test';

/** A row with OCR-VQA's columns; the boxes of `ocr_info` are fractions of the image. */
export type Row = ReturnType<typeof rowFor>;

/** The row of a book: its cover, its questions, and the words that are printed on it. */
export function rowFor(book: Book, { jpeg, words }: Cover, setName: SetName) {
  const asked = questionsAbout(book);
  return {
    image: { bytes: new Uint8Array(jpeg), path: `${book.id}.jpg` },
    image_id: book.id,
    questions: asked.map(({ question }) => question),
    answers: asked.map(({ answer }) => answer),
    ocr_tokens: words.map(({ text }) => text.toLowerCase()),
    ocr_info: words.map(({ text, box }) => ({
      word: text.toLowerCase(),
      bounding_box: {
        width: fraction(box.width / CANVAS.width),
        height: fraction(box.height / CANVAS.height),
        top_left_x: fraction(box.x / CANVAS.width),
        top_left_y: fraction(box.y / CANVAS.height),
      },
    })),
    title: book.title,
    authorName: book.author,
    genre: book.genre,
    image_width: BigInt(CANVAS.width),
    image_height: BigInt(CANVAS.height),
    image_url: `demo-covers/${book.id}.jpg`,
    set_name: setName,
  };
}

function fraction(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
