import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId } from '../ids.ts';

/** Where the sandbox keeps everything it has acknowledged: one SQLite database and three folders of files. */
export interface Database {
  /** Stays with the state, wherever it is served. */
  readonly id: string;
  readonly sql: DatabaseSync;
  readonly filesDir: string;
  readonly modelsDir: string;
  readonly partsDir: string;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS identity (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS files (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, purpose TEXT NOT NULL, ready_at INTEGER NOT NULL,
    object TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, object TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS parts (id TEXT PRIMARY KEY, upload TEXT NOT NULL, bytes INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, status TEXT NOT NULL, fault TEXT,
    object TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, object TEXT NOT NULL,
    UNIQUE (job, key));
  CREATE TABLE IF NOT EXISTS checkpoints (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, step INTEGER NOT NULL, id TEXT NOT NULL, object TEXT NOT NULL,
    UNIQUE (job, step));
  CREATE TABLE IF NOT EXISTS conversations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, object TEXT NOT NULL,
    input TEXT NOT NULL);
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
  const partsDir = join(dir, 'parts');
  for (const folder of [filesDir, modelsDir, partsDir]) mkdirSync(folder, { recursive: true });
  const sql = openAlone(dir);
  sql.prepare('INSERT OR IGNORE INTO identity VALUES (1, ?)').run(newId('sandbox-'));
  const { id } = sql.prepare('SELECT id FROM identity').get() as { id: string };
  return { id, sql, filesDir, modelsDir, partsDir, close: () => sql.close() };
}

/** Keeps other sandboxes off: each would take the other's uploads under way for what a killed one left behind. */
function openAlone(dir: string): DatabaseSync {
  const sql = new DatabaseSync(join(dir, 'sandbox.sqlite'));
  try {
    sql.exec('PRAGMA busy_timeout = 2000; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    sql.exec(`PRAGMA synchronous = NORMAL; ${SCHEMA}`);
    return sql;
  } catch (error) {
    sql.close();
    if (!/database is locked/.test(String(error))) throw error;
    throw new Error(`The state in ${dir} belongs to a sandbox that runs. Use that one, or choose another folder.`);
  }
}

/** Runs `work` as one transaction: all of it, or nothing. */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.sql.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.sql.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** A failed roll-back, as after a full disk has ended the transaction already, must not hide why. */
function rollBack({ sql }: Database): void {
  try {
    if (sql.isTransaction) sql.exec('ROLLBACK');
  } catch {
    // The error on its way says what went wrong first.
  }
}
