import { existsSync, rmSync } from 'node:fs';
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

  /** Acknowledges a file whose content is already on disk at `contentPath(file.id)`. */
  add(file: FileObject): void {
    this.#database.sql
      .prepare('INSERT INTO files (id, purpose, object) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING')
      .run(file.id, file.purpose, JSON.stringify(file));
  }

  find(id: string): FileObject | undefined {
    const row = this.#database.sql.prepare('SELECT object FROM files WHERE id = ?').get(id);
    return row === undefined ? undefined : JSON.parse(String(row['object']));
  }

  list(purpose: string | undefined, query: PageQuery): Page<FileObject> {
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
}
