import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FileObject, Page } from '../wire.ts';
import type { Database } from './database.ts';
import { type PageQuery, selectPage } from './page.ts';

/** Uploaded and result files: the object in the database, the content in a file named by its id. */
export class FileStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Acknowledges a file whose content is on disk at `contentPath(file.id)`; it stays in processing for `ms`. */
  add(file: FileObject, ms = 0): void {
    const object: FileObject = ms > 0 ? { ...file, status: 'uploaded' } : file;
    this.#database.sql
      .prepare('INSERT INTO files (id, purpose, ready_at, object) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING')
      .run(file.id, file.purpose, Math.min(Date.now() + ms, Number.MAX_SAFE_INTEGER), JSON.stringify(object));
  }

  find(id: string): FileObject | undefined {
    this.#settle();
    const row = this.#database.sql.prepare('SELECT object FROM files WHERE id = ?').get(id);
    return row === undefined ? undefined : JSON.parse(String(row['object']));
  }

  list(purpose: string | undefined, query: PageQuery): Page<FileObject> {
    this.#settle();
    const where = purpose === undefined ? { sql: 'TRUE', values: [] } : { sql: 'purpose = ?', values: [purpose] };
    return selectPage(this.#database, 'files', where, query);
  }

  /** Removes the object first, so that a crash in between leaves at worst a file that nobody sees. */
  delete(id: string): boolean {
    const { changes } = this.#database.sql.prepare('DELETE FROM files WHERE id = ?').run(id);
    if (existsSync(this.contentPath(id))) rmSync(this.contentPath(id));
    return changes > 0;
  }

  contentPath(id: string): string {
    return join(this.#database.filesDir, id);
  }

  /** Removes what uploads left behind that were cut off by a kill. */
  removeOrphans(): void {
    for (const id of readdirSync(this.#database.filesDir))
      if (this.find(id) === undefined) rmSync(this.contentPath(id));
  }

  /** Files whose time in processing is over are processed. */
  #settle(): void {
    this.#database.sql
      .prepare(
        "UPDATE files SET object = json_set(object, '$.status', 'processed') WHERE object ->> 'status' = 'uploaded' AND ready_at <= ?",
      )
      .run(Date.now());
  }
}
