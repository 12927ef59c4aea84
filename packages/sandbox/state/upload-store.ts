import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unixSeconds } from '../ids.ts';
import type { Upload } from '../wire/uploads.ts';
import type { Database } from './database.ts';

/** Uploads in parts: objects in the database, the content of each part in a file named by its id. */
export class UploadStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(upload: Upload): void {
    this.#database.sql.prepare('INSERT INTO uploads VALUES (?, ?)').run(upload.id, JSON.stringify(upload));
  }

  find(id: string): Upload | undefined {
    const row = this.#database.sql.prepare('SELECT object FROM uploads WHERE id = ?').get(id);
    const upload: Upload | undefined = row && JSON.parse(String(row['object']));
    return upload?.status === 'pending' && upload.expires_at <= unixSeconds() ? this.end(upload, 'expired') : upload;
  }

  /** Ends an upload; what its file is made of is there by now, or never will be. */
  end(upload: Upload, status: Upload['status'], file?: Upload['file']): Upload {
    const ended: Upload = { ...upload, status, ...(file && { file }) };
    const { sql } = this.#database;
    sql.prepare('UPDATE uploads SET object = ? WHERE id = ?').run(JSON.stringify(ended), upload.id);
    const parts = sql.prepare('DELETE FROM parts WHERE upload = ? RETURNING id').all(upload.id);
    for (const { id } of parts) rmSync(this.partPath(String(id)), { force: true });
    return ended;
  }

  /** Acknowledges a part whose content is on disk at `partPath(id)`. */
  addPart(id: string, upload: string, bytes: number): void {
    this.#database.sql.prepare('INSERT INTO parts VALUES (?, ?, ?)').run(id, upload, bytes);
  }

  /** The size of a part of an upload in bytes; undefined where it has no such part. */
  partSize(id: string, upload: string): number | undefined {
    const row = this.#database.sql.prepare('SELECT bytes FROM parts WHERE id = ? AND upload = ?').get(id, upload);
    return row && Number(row['bytes']);
  }

  partPath(id: string): string {
    return join(this.#database.partsDir, id);
  }

  /** Removes parts that were cut off by a kill. */
  removeOrphans(): void {
    const known = this.#database.sql.prepare('SELECT 1 FROM parts WHERE id = ?');
    for (const id of readdirSync(this.#database.partsDir))
      if (known.get(id) === undefined) rmSync(this.partPath(id), { force: true });
  }
}
