import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { ApiError, invalid } from './api-error.ts';
import type { Fault } from './faults/fault.ts';
import type { PageQuery } from './state/page.ts';

/** One call, as the handlers see it. */
export interface ApiRequest {
  method: string;
  /** The path below `/v1`. */
  path: string;
  /** Method and path template, such as `GET /files/{file_id}`. */
  operation: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The whole body; empty for operations that read it as a stream from `incoming`. */
  body: Buffer;
  /** The body as JSON; undefined where there is none. */
  json: unknown;
  /** The model that the body names, or nothing. */
  model: string;
  /** The misbehaviour that was asked for this call. */
  fault: Fault | undefined;
  incoming: IncomingMessage;
  /** When the call came in, in the milliseconds of `performance.now()`. */
  startedAt: number;
}

/** What a handler answers: a JSON value, or the content of a file. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  file?: string;
  /** Has the JSON value, as faults leave it, sent as the events that this makes of it. */
  events?: (json: unknown) => string;
  /** What tells this request from others, where that is not its body. */
  request?: string;
}

export type Handler = (request: ApiRequest) => Reply | Promise<Reply>;

/** The part of the path that the template calls `name`. */
export function pathParameter({ params, operation }: ApiRequest, name: string): string {
  const value = params[name];
  if (value === undefined) throw new Error(`${operation} has no path parameter ${name}`);
  return value;
}

/** A body of the given schema; a 400 that names the first key at fault. */
export function checkBody<T extends z.ZodType>(json: unknown, schema: T): z.infer<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  if (issue?.code === 'unrecognized_keys') {
    const name = [...issue.path, issue.keys[0]].join('.');
    throw invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
  }
  const path = issue?.path.join('.') || null;
  throw invalid(`Invalid ${path === null ? 'request' : `'${path}'`}: ${reasonOf(issue)}`, path, 'invalid_value');
}

type Issue = z.core.$ZodIssue;

/** Of what no branch of a union takes: what is wrong by the branch that comes furthest. */
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union' || issue.message !== UNTOLD) return issue;
  const branches = issue.errors.map(([first]) => deepest(first));
  const depths = branches.map((branch) => branch?.path.length ?? 0);
  const best = branches[depths.indexOf(Math.max(...depths))];
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}

const UNTOLD = 'Invalid input';

const reasonOf = (issue: Issue | undefined): string =>
  issue?.code === 'invalid_union' && issue.message === UNTOLD
    ? `${issue.discriminator === undefined ? 'its form' : `this ${issue.discriminator}`} is not known here`
    : String(issue?.message);

/** Reads `limit`, `after` and `order` of a list's query. */
export function pageQuery(
  query: URLSearchParams,
  defaultLimit: number,
  highestLimit: number,
  defaultOrder: 'asc' | 'desc' = 'desc',
): PageQuery {
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    throw invalid(
      `Invalid 'limit': expected an integer from 1 to ${highestLimit}, found "${query.get('limit')}"`,
      'limit',
    );
  }
  const order = query.get('order') ?? defaultOrder;
  if (order !== 'asc' && order !== 'desc')
    throw invalid(`Invalid 'order': expected asc or desc, found "${order}"`, 'order');
  return { limit, order, after: query.get('after') ?? undefined };
}

/** The pairs of `metadata[key]=value` in a query. */
export const metadataQuery = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query].flatMap(([name, value]) => {
      const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );

/** The whole body of a request; a 413 when it is larger than `limit` bytes. */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) reject(tooLarge(limit));
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.once('error', reject);
    incoming.once('close', () => {
      if (!incoming.complete) reject(new ApiError('The connection was closed before the whole body came.'));
    });
  });
}

/** The 413 of a body over the limit, given in bytes. */
export const tooLarge = (limit: number): ApiError =>
  new ApiError(`Maximum content size limit (${limit} bytes) exceeded.`, { status: 413 });

/** A body as JSON, undefined when it is empty; a 400 when it is not JSON. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`We could not parse the JSON body of your request: ${reason}`, null);
  }
}
