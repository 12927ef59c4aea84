import type { Column, ColumnFacts } from './column-facts.ts';
import type { PictureIndex } from './pictures.ts';

/** A table as far as it was looked at. */
export interface TableLook {
  columns: readonly Column[];
  pictures: PictureIndex;
}

/** What a person has said of the columns. */
export interface Said {
  image?: string | undefined;
  question?: string | undefined;
  answer?: string | undefined;
}

/** A key of `data.columns` with its value, and why. */
export interface ColumnChoice {
  key: 'image' | 'question' | 'questions' | 'answer' | 'answers' | 'id' | 'cluster';
  value: string | { text: string };
  why: string;
}

/** A column that was chosen for something. */
export interface Chosen {
  choice: ColumnChoice;
  facts: ColumnFacts;
}
