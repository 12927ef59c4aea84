import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where the sandbox keeps everything it has acknowledged: one SQLite database and two folders of files. */
export interface Database {
  readonly sql: DatabaseSync;
  readonly filesDir: string;
  readonly modelsDir: string;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS files (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, purpose TEXT NOT NULL, ready_at INTEGER NOT NULL,
    object TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, status TEXT NOT NULL, fault TEXT,
    object TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, object TEXT NOT NULL,
    UNIQUE (job, key));
  CREATE TABLE IF NOT EXISTS checkpoints (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, step INTEGER NOT NULL, id TEXT NOT NULL, object TEXT NOT NULL,
    UNIQUE (job, step));
  CREATE TABLE IF NOT EXISTS readings (image TEXT PRIMARY KEY, reading TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS calls (
    operation TEXT NOT NULL, model TEXT NOT NULL, status INTEGER NOT NULL, request TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (operation, model, status, request)) WITHOUT ROWID;
`;

/**
 * Opens or makes the state in `dir`. Journalled ahead of writing, so whatever was acknowledged is still there after
 * the process was killed at any moment.
 */
export function openDatabase(dir: string): Database {
  const filesDir = join(dir, 'files');
  const modelsDir = join(dir, 'models');
  for (const folder of [filesDir, modelsDir]) mkdirSync(folder, { recursive: true });
  const sql = new DatabaseSync(join(dir, 'sandbox.sqlite'));
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  sql.exec(SCHEMA);
  return { sql, filesDir, modelsDir, close: () => sql.close() };
}

/** Runs `work` as one transaction: all of it, or nothing. */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.sql.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.sql.exec('COMMIT');
    return result;
  } catch (error) {
    database.sql.exec('ROLLBACK');
    throw error;
  }
}
