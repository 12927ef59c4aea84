import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../catalogue.ts';
import { unixSeconds } from '../ids.ts';
import type { ModelObject } from '../wire.ts';
import type { Database } from './database.ts';

/** Tuned models: a name that points at a model file. */
export class ModelStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(id: string, base: string, file: string): void {
    this.#database.sql
      .prepare('INSERT INTO models (id, base, created, file) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING')
      .run(id, base, unixSeconds(), file);
  }

  /** The name of the file that `id` answers from, or undefined when there is no such tuned model. */
  fileOf(id: string): string | undefined {
    const row = this.#database.sql.prepare('SELECT file FROM models WHERE id = ?').get(id);
    return row === undefined ? undefined : String(row['file']);
  }

  list(): ModelObject[] {
    return this.#database.sql
      .prepare('SELECT id, base, created FROM models ORDER BY created, id')
      .all()
      .map(toModelObject);
  }

  find(id: string): ModelObject | undefined {
    const row = this.#database.sql.prepare('SELECT id, base, created FROM models WHERE id = ?').get(id);
    return row === undefined ? undefined : toModelObject(row);
  }

  delete(id: string): boolean {
    const file = this.fileOf(id);
    if (file === undefined) return false;
    this.#database.sql.prepare('DELETE FROM models WHERE id = ?').run(id);
    const shared = this.#database.sql.prepare('SELECT 1 FROM models WHERE file = ?').get(file);
    if (shared === undefined && existsSync(this.path(file))) rmSync(this.path(file));
    return true;
  }

  read(file: string): unknown {
    return JSON.parse(readFileSync(this.path(file), 'utf8'));
  }

  path(file: string): string {
    return join(this.#database.modelsDir, file);
  }
}

const toModelObject = (row: Record<string, unknown>): ModelObject => ({
  object: 'model',
  id: String(row['id']),
  created: Number(row['created']),
  owned_by: 'tempera-sandbox',
  shutdown_date: shutdownOf(String(row['base'])),
});

/** A tuned model goes when its base goes. */
const shutdownOf = (base: string): string | null => describeModel(base)?.shutdown_date ?? null;
