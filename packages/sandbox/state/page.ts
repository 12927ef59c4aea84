import { ApiError } from '../api-error.ts';
import type { Metadata, Page } from '../wire.ts';
import type { Database } from './database.ts';

/** Which part of a list is asked for. */
export interface PageQuery {
  after?: string | undefined;
  limit: number;
  order?: 'asc' | 'desc';
}

/** A condition in SQL and the values of its question marks. */
export interface Condition {
  sql: string;
  values: (string | number)[];
}

/** One page of the JSON objects kept in `table`, by the order in which they were made (newest first by default). */
export function selectPage<T extends { id: string }>(
  { sql }: Database,
  table: 'files' | 'jobs' | 'events' | 'checkpoints' | 'conversations',
  where: Condition,
  { after, limit, order = 'desc' }: PageQuery,
): Page<T> {
  const cursor = after === undefined ? '' : `AND seq ${order === 'desc' ? '<' : '>'} ${seqOf(sql, table, after)}`;
  const rows = sql
    .prepare(`SELECT object FROM ${table} WHERE ${where.sql} ${cursor} ORDER BY seq ${order} LIMIT ?`)
    .all(...where.values, limit + 1);
  return toPage(
    rows.map((row): T => JSON.parse(String(row['object']))),
    limit,
  );
}

function toPage<T extends { id: string }>(objects: readonly T[], limit: number): Page<T> {
  const data = objects.slice(0, limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: objects.length > limit,
  };
}

/** The same of objects that stand in an array, oldest first. */
export function pageOfArray<T extends { id: string }>(
  objects: readonly T[],
  { after, limit, order = 'desc' }: PageQuery,
): Page<T> {
  const ordered = order === 'asc' ? objects : objects.toReversed();
  const start = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw noSuch(after);
  return toPage(ordered.slice(start), limit);
}

/** Of objects that carry all of the metadata. */
export function carrying(metadata: Metadata): Condition {
  const pairs = Object.entries(metadata);
  const one = "EXISTS (SELECT 1 FROM json_each(object, '$.metadata') WHERE key = ? AND value = ?)";
  return { sql: ['TRUE', ...pairs.map(() => one)].join(' AND '), values: pairs.flat() };
}

function seqOf(sql: Database['sql'], table: string, id: string): number {
  const row = sql.prepare(`SELECT seq FROM ${table} WHERE id = ?`).get(id);
  if (row === undefined) throw noSuch(id);
  return Number(row['seq']);
}

const noSuch = (id: string) => new ApiError(`No such object: ${id}`, { status: 404, param: 'after' });
