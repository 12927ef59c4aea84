import { type Book, GENRES, type Genre } from './books.ts';
import { pick, unit } from './chance.ts';

/** A question about a cover and its answer, both as OCR-VQA words them. */
export interface QuestionAndAnswer {
  readonly question: string;
  readonly answer: string;
}

/** Five questions about a book: author, title, genre, one that is answered Yes, one that is answered No. */
export function questionsAbout(book: Book): QuestionAndAnswer[] {
  const seed = (name: string) => `${book.id}/question/${name}`;
  const otherGenres = GENRES.filter((genre) => genre !== book.genre);
  const yes = { question: isItA(book.genre, seed('yes')), answer: 'Yes' };
  const no = { question: isItA(pick(otherGenres, seed('other genre')), seed('no')), answer: 'No' };
  return [
    { question: pick(AUTHOR, seed('author')), answer: book.author },
    { question: 'What is the title of this book?', answer: book.title },
    { question: pick(GENRE, seed('genre')), answer: book.genre },
    ...(unit(seed('order')) < 0.5 ? [yes, no] : [no, yes]),
  ];
}

const AUTHOR = ['Who wrote this book?', 'Who is the author of this book?'];
const GENRE = ['What is the genre of this book?', 'What type of book is this?'];

const OWN_WORDING: Partial<Record<Genre, string>> = {
  "Children's Books": 'Is this a kids book?',
  'Science Fiction & Fantasy': 'Is this a sci-fi book?',
  History: 'Is this a historical book?',
  Travel: 'Is this a journey related book?',
  'Biographies & Memoirs': 'Is this a life story book?',
};

function isItA(genre: Genre, seed: string): string {
  const related = `Is this book related to ${genre}?`;
  return unit(seed) < 0.4 ? (OWN_WORDING[genre] ?? related) : related;
}
