import { z } from 'zod';
import { InputError } from '../source.ts';
import { attempting, type Patience } from '../web/attempts.ts';
import { orSlow, textWithin } from './bodies.ts';
import type { HubRequests } from './requests.ts';

/** A file of a data set at a commit. */
export interface HubFile {
  path: string;
  bytes: number;
  /** Of a large file. */
  sha256?: string;
  /** How git names a file that it holds itself: the sha1 of its length and content. */
  oid?: string;
}

/** A data set on a hub, of which nothing is downloaded but what describes it. */
export interface Repository {
  /** The commit that a branch, a tag or the beginning of a commit stands for now. */
  commitOf(revision: string): Promise<string>;
  filesAt(commit: string): Promise<HubFile[]>;
  /** A text, of at most {@link mostText} bytes. */
  textOf(commit: string, path: string): Promise<string>;
}

const Info = z.looseObject({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
// Files of the cache are called by it.
const Oid = z.string().regex(/^[0-9a-f]{40}$/);
const Entries = z.array(
  z.looseObject({
    type: z.string(),
    path: z.string(),
    size: z.int().nonnegative(),
    oid: Oid.optional(),
    lfs: z.looseObject({ oid: Hash, size: z.int().nonnegative() }).nullish(),
  }),
);

/** A list of files comes in pages of a thousand; who lies has larger ones, or pages of nothing. */
const [mostPages, mostFiles] = [200, 200_000];
const mostText = 20_000_000;
const longest = 60_000;

export function openRepository(requests: HubRequests, endpoint: string, name: string, patience: Patience): Repository {
  /** Reads the whole of a response of bounded length, in bounded time. */
  async function read(path: string, revision: string): Promise<{ text: string; next: string | undefined }> {
    return attempting(async () => {
      const limit = AbortSignal.timeout(longest);
      const signal = patience.signal ? AbortSignal.any([patience.signal, limit]) : limit;
      const { response } = await requests
        .get(path, { repository: name, revision }, { signal })
        .catch(orSlow(limit, endpoint));
      const text = await textWithin(response, mostText, endpoint).catch(orSlow(limit, endpoint));
      return { text, next: nextPage(response.headers.get('link'), endpoint) };
    }, patience);
  }

  function parsed<T>(schema: z.ZodType<T>, text: string): T {
    const value = schema.safeParse(jsonOf(text));
    if (value.success) return value.data;
    throw new InputError(
      `${endpoint} does not speak as Hugging Face's hub does: ${firstIssue(value.error)}. Check data.source.hubUrl and HF_ENDPOINT.`,
    );
  }

  return {
    async commitOf(revision) {
      const { text } = await read(`/api/datasets/${name}/revision/${encodeURIComponent(revision)}`, revision);
      return parsed(Info, text).sha;
    },
    async filesAt(commit) {
      const files: HubFile[] = [];
      let path: string | undefined = `/api/datasets/${name}/tree/${commit}?recursive=true&expand=false`;
      for (let page = 0; path !== undefined; page++) {
        if (page === mostPages || files.length > mostFiles)
          throw new InputError(
            `data set ${JSON.stringify(name)} has more than ${mostFiles} files. Name a smaller one.`,
          );
        const { text, next } = await read(path, commit);
        for (const entry of parsed(Entries, text))
          if (entry.type === 'file' && isPlain(entry.path)) files.push(fileOf(entry));
        path = next;
      }
      return files;
    },
    async textOf(commit, path) {
      return (await read(resolvePath(name, commit, path), commit)).text;
    },
  };
}

/** Where the content of a file is. */
export function resolvePath(name: string, commit: string, path: string): string {
  return `/datasets/${name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function fileOf({ path, size, oid, lfs }: z.output<typeof Entries>[number]): HubFile {
  return lfs ? { path, bytes: lfs.size, sha256: lfs.oid } : { path, bytes: size, ...(oid !== undefined && { oid }) };
}

/** What an address can hold, and what none leads out of the data set by. */
function isPlain(path: string): boolean {
  return path.isWellFormed() && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The path of the next page, where the hub itself has it. */
function nextPage(link: string | null, endpoint: string): string | undefined {
  const [, address] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (address === undefined || !URL.canParse(address, endpoint)) return undefined;
  // A mirror may hand on the addresses of the hub that it mirrors.
  const { pathname, search } = new URL(address, endpoint);
  const base = new URL(endpoint).pathname.replace(/\/$/, '');
  return (base !== '' && pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname) + search;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue ? `${issue.path.join('.') || 'its answer'}: ${issue.message}` : 'its answer';
}
