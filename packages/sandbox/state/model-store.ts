import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelObject } from '../wire.ts';

/** Tuned models: a folder of files, each named by its model. Nothing else is known of a tuned model. */
export class ModelStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Writes a model whole or not at all. */
  write(id: string, model: unknown): void {
    const path = this.#path(id);
    writeFileSync(`${path}.part`, JSON.stringify(model));
    renameSync(`${path}.part`, path);
  }

  has(id: string): boolean {
    return existsSync(this.#path(id));
  }

  read(id: string): unknown {
    return JSON.parse(readFileSync(this.#path(id), 'utf8'));
  }

  find(id: string): ModelObject | undefined {
    return this.has(id) ? this.#describe(id) : undefined;
  }

  list(): ModelObject[] {
    const files = readdirSync(this.#dir).filter((name) => name.endsWith(EXTENSION));
    return files.map((name) => this.#describe(decodeURIComponent(name.slice(0, -EXTENSION.length))));
  }

  /** Whether there was such a model. */
  delete(id: string): boolean {
    if (!this.has(id)) return false;
    rmSync(this.#path(id));
    return true;
  }

  #describe(id: string): ModelObject {
    const created = Math.floor(statSync(this.#path(id)).mtimeMs / 1000);
    return { object: 'model', id, created, owned_by: 'tempera-sandbox', shutdown_date: null };
  }

  #path(id: string): string {
    return join(this.#dir, encodeURIComponent(id) + EXTENSION);
  }
}

const EXTENSION = '.json';
