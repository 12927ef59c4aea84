import type { StoredEntry } from '../../domain/stored/entry.ts';

/** A line, row or item of a file as it was parsed. */
export interface AnswerRecord {
  /** File and line, for messages to a person. */
  where: string;
  values: Readonly<Record<string, unknown>>;
}

/** What the columns of a table, or the variables of another tool's tests, are called. */
export interface AnswerColumns {
  id: string;
  question: string;
  answer: string;
}

/** A form in which tools leave answers. */
export interface AnswerFormat {
  /** For messages. */
  name: string;
  /** Whether a file is of this form, by its first record. */
  fits(first: AnswerRecord['values']): boolean;
  /** Throws {@link StoredAnswersError} where a record cannot be read. */
  entries(records: Iterable<AnswerRecord>, columns: AnswerColumns): StoredEntry[];
}
