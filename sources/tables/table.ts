/** One record of a table. */
export interface TableRecord {
  /** Its file and line, or row where the file has no lines: `train.csv line 17`. */
  where: string;
  /** Its number among the records of the file, from 0. */
  row: number;
  /** By column; texts of a CSV file, whatever JSON holds, and of Parquet and Arrow plain values: see {@link plainValue}. */
  values: Readonly<Record<string, unknown>>;
  /** Why it could not be read, without `where`; then it has no values. */
  problem?: string;
}

/** What to read of a table; all of it where nothing is said. */
export interface Selection {
  rows?: Pick<ReadonlySet<number>, 'has'>;
  columns?: readonly string[];
  /** What becomes of a record that cannot be read: it is thrown as an InputError (the default), or given as a `problem`. */
  badRecords?: 'throw' | 'give';
}

/** A data file as records. Throws InputError for what a user has to mend. */
export interface Table {
  /** The names of its columns; undefined where each record has its own. */
  columns(): Promise<readonly string[] | undefined>;
  /** Records, those that cannot be read among them. */
  count(): Promise<number>;
  /** Whether all that some columns hold surely lies in the file as bytes, so that it names no other files. */
  embeds?(columns: readonly string[]): Promise<boolean>;
  /** In the order of the file, which is never held as a whole. */
  records(selection?: Selection): AsyncIterable<TableRecord>;
}
