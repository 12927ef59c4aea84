import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Database, inTransaction } from './database.ts';

/** A call as it is counted. */
export interface Call {
  /** Method and path template, such as `POST /chat/completions`. */
  operation: string;
  /** The model that the request named, or nothing. */
  model: string;
  /** The status it was answered with; 0 for a connection cut before any work. */
  status: number;
  /** What tells one request from another: its path and body, or an upload's purpose, name and content. */
  request: string;
}

/** How often one operation was served, with and without repetitions. */
export interface OperationCalls {
  operation: string;
  model: string | null;
  served: number;
  distinct: number;
  rejected: Record<string, number>;
  /** When this process answered the first and the last of them, in milliseconds of `performance.now()`. */
  answered?: { first: number; last: number };
  requests: { sha256: string; served: number }[];
}

/** Counts what was asked and served, so that a test can say what was paid for, and how often. */
export class CallLog {
  readonly #database: Database;
  readonly #insert;
  readonly #uncommitted: Call[] = [];
  #committed: Promise<void> | undefined;
  readonly #answered = new Map<string, { first: number; last: number }>();

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.sql.prepare(`INSERT INTO calls VALUES (?, ?, ?, ?, 1)
      ON CONFLICT DO UPDATE SET count = count + 1`);
  }

  /** Counts a call; once this has resolved the count outlives a kill. Calls of one moment share a transaction. */
  async record(call: Call): Promise<void> {
    this.#uncommitted.push(call);
    this.#committed ??= setImmediate().then(() => this.flush());
    await this.#committed;
  }

  /** Commits what is counted so far. */
  flush(): void {
    const calls = this.#uncommitted.splice(0);
    this.#committed = undefined;
    if (calls.length === 0) return;
    inTransaction(this.#database, () => {
      for (const call of calls) this.#add(call);
    });
  }

  #add({ operation, model, status, request }: Call): void {
    this.#insert.run(operation, model, status, request);
    const last = performance.now();
    const key = groupKey(operation, model);
    this.#answered.set(key, { first: this.#answered.get(key)?.first ?? last, last });
  }

  /** Served calls by operation and model, with the count of every distinct request, the most repeated first. */
  summary(): OperationCalls[] {
    const groups = new Map<string, OperationCalls>();
    const rows = this.#database.sql.prepare('SELECT * FROM calls ORDER BY operation, model, count DESC, request').all();
    for (const row of rows) {
      const [operation, model, count] = [String(row['operation']), String(row['model']), Number(row['count'])];
      const key = groupKey(operation, model);
      const answered = this.#answered.get(key);
      const counts = { served: 0, distinct: 0, rejected: {}, ...(answered && { answered }), requests: [] };
      const empty = { operation, model: model || null, ...counts };
      const group = groups.get(key) ?? empty;
      groups.set(key, group);
      addRow(group, Number(row['status']), String(row['request']), count);
    }
    return [...groups.values()];
  }

  reset(): void {
    this.#database.sql.exec('DELETE FROM calls');
    this.#answered.clear();
  }
}

const groupKey = (operation: string, model: string) => `${operation}\n${model}`;

/** The sha256 of the parts, as hexadecimal digits. */
export function requestKey(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function addRow(group: OperationCalls, status: number, sha256: string, count: number): void {
  if (status >= 400 || status === 0) {
    const name = status === 0 ? 'cut' : status;
    group.rejected[name] = (group.rejected[name] ?? 0) + count;
    return;
  }
  group.served += count;
  group.distinct += 1;
  group.requests.push({ sha256, served: count });
}
