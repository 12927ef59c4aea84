import type { Metadata, Page } from '../wire.ts';
import type { Database } from './database.ts';
import { carrying, type PageQuery, selectPage } from './page.ts';

/** What was said, with what it was said to. */
export interface Conversation<T, I> {
  object: T;
  input: I;
}

type Stored = { id: string; object: string };

const KEPT = 1000;

/** The conversations that their callers had stored, of one kind: the newest thousand. */
export class ConversationStore<T extends Stored, I> {
  readonly #database: Database;
  readonly #kind: T['object'];

  constructor(database: Database, kind: T['object']) {
    this.#database = database;
    this.#kind = kind;
  }

  add({ object, input }: Conversation<T, I>): void {
    const { sql } = this.#database;
    sql
      .prepare('INSERT INTO conversations (id, kind, object, input) VALUES (?, ?, ?, ?)')
      .run(object.id, this.#kind, JSON.stringify(object), JSON.stringify(input));
    sql
      .prepare(
        `DELETE FROM conversations WHERE kind = ?1 AND seq <=
         (SELECT seq FROM conversations WHERE kind = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ${KEPT})`,
      )
      .run(this.#kind);
  }

  find(id: string): Conversation<T, I> | undefined {
    const row = this.#database.sql
      .prepare('SELECT object, input FROM conversations WHERE kind = ? AND id = ?')
      .get(this.#kind, id);
    return row && { object: JSON.parse(String(row['object'])), input: JSON.parse(String(row['input'])) };
  }

  /** With other metadata. */
  label(id: string, metadata: Metadata): void {
    this.#database.sql
      .prepare("UPDATE conversations SET object = json_set(object, '$.metadata', json(?)) WHERE kind = ? AND id = ?")
      .run(JSON.stringify(metadata), this.#kind, id);
  }

  /** Whether there was such a conversation. */
  delete(id: string): boolean {
    const { changes } = this.#database.sql
      .prepare('DELETE FROM conversations WHERE kind = ? AND id = ?')
      .run(this.#kind, id);
    return changes > 0;
  }

  /** Those of a model, where one is given, that carry all of the metadata. */
  list(model: string | undefined, metadata: Metadata, query: PageQuery): Page<T> {
    const { sql, values } = carrying(metadata);
    const ofModel =
      model === undefined ? { sql: 'TRUE', values: [] } : { sql: "object ->> 'model' = ?", values: [model] };
    const where = {
      sql: `kind = ? AND ${ofModel.sql} AND ${sql}`,
      values: [this.#kind, ...ofModel.values, ...values],
    };
    return selectPage<T>(this.#database, 'conversations', where, query);
  }
}
