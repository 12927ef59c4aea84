import { createHash } from 'node:crypto';

/** A data set of a test's hub, as git would hold it. */
export interface FakeDataSet {
  /** Commits by branch or tag; `main` is asked for where nothing is said. */
  revisions: Record<string, FakeCommit>;
  gated?: boolean;
  private?: boolean;
}

/** Files by their paths; those of more than {@link lfsFrom} bytes, and Parquet, are large ones. */
export type FakeCommit = Record<string, Buffer>;

export interface FakeEntry {
  path: string;
  content: Buffer;
  size: number;
  /** How git names the file, or the pointer to a large one. */
  oid: string;
  /** Of a large one. */
  sha256?: string;
}

const lfsFrom = 100_000;

/** A commit is known by what it holds. */
export function shaOf(commit: FakeCommit): string {
  const hash = createHash('sha1');
  for (const [path, content] of Object.entries(commit).sort()) hash.update(`${path} ${gitOid(content)}\n`);
  return hash.digest('hex');
}

export function entriesOf(commit: FakeCommit): FakeEntry[] {
  return Object.entries(commit)
    .sort()
    .map(([path, content]) => {
      const isLarge = content.length > lfsFrom || path.endsWith('.parquet');
      const { sha256 } = hashesOf(content);
      const kept = isLarge
        ? Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\n`)
        : content;
      return { path, content, size: content.length, oid: gitOid(kept), ...(isLarge && { sha256 }) };
    });
}

const known = new WeakMap<Buffer, { git: string; sha256: string }>();

/** Hashed once, since each request asks for them. */
function hashesOf(content: Buffer): { git: string; sha256: string } {
  const hashes = known.get(content) ?? {
    git: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  known.set(content, hashes);
  return hashes;
}

const gitOid = (content: Buffer) => hashesOf(content).git;
