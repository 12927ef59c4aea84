import { ApiError } from '../api-error.ts';
import type { Page } from '../wire.ts';
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
  table: 'files' | 'jobs' | 'events' | 'checkpoints',
  where: Condition,
  { after, limit, order = 'desc' }: PageQuery,
): Page<T> {
  const cursor = after === undefined ? '' : `AND seq ${order === 'desc' ? '<' : '>'} ${seqOf(sql, table, after)}`;
  const rows = sql
    .prepare(`SELECT object FROM ${table} WHERE ${where.sql} ${cursor} ORDER BY seq ${order} LIMIT ?`)
    .all(...where.values, limit + 1);
  const data = rows.slice(0, limit).map((row): T => JSON.parse(String(row['object'])));
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: rows.length > limit,
  };
}

function seqOf(sql: Database['sql'], table: string, id: string): number {
  const row = sql.prepare(`SELECT seq FROM ${table} WHERE id = ?`).get(id);
  if (row === undefined) throw new ApiError(`No such object: ${id}`, { status: 404, param: 'after' });
  return Number(row['seq']);
}
