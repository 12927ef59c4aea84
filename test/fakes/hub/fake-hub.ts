import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { entriesOf, type FakeCommit, type FakeDataSet, type FakeEntry, shaOf } from './data-set.ts';
import { createFaults, type Place } from './faults.ts';
import { has, send } from './send.ts';

export type { FakeCommit, FakeDataSet } from './data-set.ts';

/** A request that a hub or its store of large files was sent. */
export interface Seen {
  place: Place;
  method: string;
  path: string;
  authorization: string | undefined;
  range: string | undefined;
}

/** The token that opens what is private or gated. */
export const rightToken = 'hf_right';

/** Entries on a page of a list of files, fewer than the 1,000 of the hub, so that tests need no more. */
const pageSize = 5;

/**
 * Speaks as Hugging Face's hub does, as far as data sets are read: what describes them, redirects to a store of large
 * files at another origin, ranges, codes of errors. Faults are inflicted on demand.
 */
export async function startFakeHub(sets: Record<string, FakeDataSet>) {
  const faults = createFaults();
  const seen: Seen[] = [];
  const large = new Map<string, Buffer>();
  const cdn = createServer((request, response) => void serveLarge(request, response));
  const hub = createServer((request, response) => void serve(request, response));
  const [url, cdnUrl] = await Promise.all([listen(hub), listen(cdn)]);

  function note(place: Place, { method = '', url: path = '', headers }: IncomingMessage): void {
    seen.push({ place, method, path, authorization: headers.authorization, range: headers.range });
  }

  async function serveLarge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note('cdn', request);
    const fault = faults.next('cdn');
    const { pathname, searchParams } = new URL(request.url ?? '', cdnUrl);
    if (has(fault, 'status')) return void response.writeHead(fault.status, fault.headers).end('no');
    if (has(fault, 'redirectTo')) return void response.writeHead(302, { location: fault.redirectTo }).end();
    const content = large.get(pathname.slice(1));
    if (!content || searchParams.get('signature') !== 'secret') return void response.writeHead(403).end();
    await send(request, response, content, { headers: { etag: `"of-the-store-${pathname.slice(1, 9)}"` }, fault });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', url);
    const place = pathname.startsWith('/api/') ? 'api' : 'resolve';
    note(place, request);
    const fault = faults.next(place);
    if (has(fault, 'status')) return void response.writeHead(fault.status, fault.headers).end('no');
    if (has(fault, 'redirectTo')) return void response.writeHead(302, { location: fault.redirectTo }).end();
    const [, name = '', what, revision = '', path = ''] =
      /^\/(?:api\/)?datasets\/([^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
    const commit = findCommit(request, response, name, decodeURIComponent(revision), what);
    if (!commit) return;
    if (what === 'revision') {
      const { gated = false, private: isPrivate = false } = sets[name] as FakeDataSet;
      const info = { _id: 'x', id: name, sha: shaOf(commit), private: isPrivate, gated: gated && 'auto' };
      return json(response, 200, info);
    }
    if (what === 'tree') return sendTree(request, response, entriesOf(commit));
    const entry = entriesOf(commit).find((one) => one.path === decodeURIComponent(path));
    if (!entry) return error(response, 404, 'EntryNotFound', 'Entry not found');
    const headers = { 'x-repo-commit': shaOf(commit), ...(has(fault, 'header') && fault.header) };
    if (entry.sha256 === undefined)
      return send(request, response, entry.content, { headers: { etag: `"${entry.oid}"`, ...headers }, fault });
    large.set(entry.sha256, entry.content);
    response.writeHead(302, {
      location: `${cdnUrl}/${entry.sha256}?signature=secret`,
      etag: `"${entry.sha256}"`,
      'x-linked-etag': `"${entry.sha256}"`,
      'x-linked-size': String(entry.size),
      ...headers,
    });
    response.end('Found.');
  }

  /** Answers by itself where there is none to be shown. */
  function findCommit(
    { headers: { authorization } }: IncomingMessage,
    response: ServerResponse,
    name: string,
    revision: string,
    what: string | undefined,
  ): FakeCommit | undefined {
    const set = sets[name];
    const isLetIn = authorization === `Bearer ${rightToken}`;
    if (!set || (set.private && !isLetIn)) {
      if (authorization === undefined) error(response, 401, undefined, 'Invalid username or password.');
      else error(response, 404, 'RepoNotFound', 'Repository not found');
      return undefined;
    }
    if (set.gated && !isLetIn && what === 'resolve') {
      error(response, authorization === undefined ? 401 : 403, 'GatedRepo', `Access to dataset ${name} is restricted.`);
      return undefined;
    }
    const found = set.revisions[revision] ?? Object.values(set.revisions).find((commit) => shaOf(commit) === revision);
    if (!found) error(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    return found;
  }

  function sendTree(request: IncomingMessage, response: ServerResponse, entries: readonly FakeEntry[]): void {
    const address = new URL(request.url ?? '', url);
    const start = Number(address.searchParams.get('cursor') ?? 0);
    const page = entries.slice(start, start + pageSize).map(({ path, size, oid, sha256 }) => ({
      type: 'file',
      oid,
      size,
      path,
      ...(sha256 !== undefined && { lfs: { oid: sha256, size, pointerSize: 134 } }),
    }));
    address.searchParams.set('cursor', String(start + pageSize));
    const hasMore = start + pageSize < entries.length;
    json(
      response,
      200,
      start === 0 ? [{ type: 'directory', oid: 'd'.repeat(40), size: 0, path: 'data' }, ...page] : page,
      {
        ...(hasMore && { link: `<${address.href}>; rel="next"` }),
      },
    );
  }

  return {
    url,
    cdnUrl,
    /** What there is; may be changed as one goes. */
    sets,
    seen,
    ...faults,
    close: async () => {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

export type FakeHub = Awaited<ReturnType<typeof startFakeHub>>;

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function error(response: ServerResponse, status: number, code: string | undefined, message: string): void {
  json(
    response,
    status,
    { error: message },
    { 'x-error-message': message, ...(code !== undefined && { 'x-error-code': code }) },
  );
}
