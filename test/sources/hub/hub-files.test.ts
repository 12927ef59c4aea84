import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SourceSpec } from '../../../domain/spec/source-spec.ts';
import { type HubOptions, openHubFiles } from '../../../sources/hub/hub-files.ts';
import { type FakeCommit, type FakeHub, rightToken, startFakeHub } from '../../fakes/hub/fake-hub.ts';

const bytes = (length: number, seed: number) =>
  Buffer.alloc(length, createHash('sha512').update(String(seed)).digest());
const train = bytes(300_000, 1);
const commit: FakeCommit = {
  'README.md': Buffer.from('# Covers\n'),
  'data/train-00000-of-00002.parquet': train,
  'data/train-00001-of-00002.parquet': bytes(20_000, 2),
  'data/test-00000-of-00001.parquet': bytes(30_000, 3),
  'data/validation-00000-of-00001.parquet': bytes(30_000, 4),
  '.gitattributes': Buffer.from('*.parquet filter=lfs\n'),
};

let hub: FakeHub;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-hub-'));
  hub = await startFakeHub({ 'some/covers': { revisions: { main: { ...commit } } } });
});

afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const source: SourceSpec = { kind: 'hub', name: 'some/covers', train: 'train', test: 'test' };

async function describeFiles(spec: SourceSpec = source, { environment, ...options }: HubOptions = {}) {
  const { files } = openHubFiles(spec, {
    environment: { HF_ENDPOINT: hub.url, TEMPERA_CACHE: folder, ...environment },
    leastWait: 1,
    ...options,
  });
  try {
    const described = await files.describe();
    const contents = await Promise.all((await files.of('train')).map(async (file) => Buffer.from(await file.slice(0))));
    return { described, train: Buffer.concat(contents) };
  } finally {
    await files.close();
  }
}

const refusal = (spec?: SourceSpec, options?: HubOptions) =>
  describeFiles(spec, options).then(
    () => 'not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  );

const wholeTrain = Buffer.concat([train, bytes(20_000, 2)]);
const fromStore = () => hub.seen.filter(({ place }) => place === 'cdn');

describe('openHubFiles', () => {
  it('downloads the files of the splits that are named, and no others, named by their commit', async () => {
    const { described, train: content } = await describeFiles();
    expect(described.map(({ path: name, split }) => `${split} ${name}`)).toEqual([
      expect.stringMatching(/^train some\/covers@[0-9a-f]{40}\/data\/train-00000-of-00002\.parquet$/),
      expect.stringMatching(/^train some\/covers@[0-9a-f]{40}\/data\/train-00001-of-00002\.parquet$/),
      expect.stringMatching(/^test some\/covers@[0-9a-f]{40}\/data\/test-00000-of-00001\.parquet$/),
    ]);
    expect(content.equals(wholeTrain)).toBe(true);
    expect(described[0]?.sha256).toBe(createHash('sha256').update(train).digest('hex'));
    expect(fromStore()).toHaveLength(3);
  });

  it('downloads nothing twice, and asks nobody where the files are pinned', async () => {
    const { described } = await describeFiles();
    const asked = hub.seen.length;
    await describeFiles();
    expect(fromStore()).toHaveLength(3);
    const before = hub.seen.length;
    expect(before).toBeGreaterThan(asked);
    expect((await describeFiles(source, { pinned: described })).described).toEqual(described);
    expect(hub.seen).toHaveLength(before);
  });

  it('keeps to the commit that was pinned when the branch has moved on', async () => {
    const { described } = await describeFiles();
    await rm(folder, { recursive: true });
    const sets = hub.sets['some/covers'];
    if (sets)
      sets.revisions = {
        old: sets.revisions['main'] ?? {},
        main: { ...commit, 'data/test-00000-of-00001.parquet': bytes(30_000, 9) },
      };
    expect((await describeFiles(source, { pinned: described })).described).toEqual(described);
    expect((await describeFiles()).described).not.toEqual(described);
  });

  it('refuses what the pinned commit holds now, where that is not what was pinned', async () => {
    const { described } = await describeFiles();
    await rm(folder, { recursive: true });
    const pinned = described.map((file) => ({ ...file, sha256: file.sha256.replace(/^./, '0') }));
    expect(await refusal(source, { pinned })).toMatch(
      /^InputError: .* was changed under its revision: at commit [0-9a-f]{40} the hub had it as 0/,
    );
    hub.sets['some/covers'] = { revisions: { main: { 'README.md': Buffer.from('') } } };
    expect(await refusal(source, { pinned: described })).toMatch(
      /^InputError: .* has no revision "[0-9a-f]{40}" at http/,
    );
  });

  it('keeps to its pin where images that its tables name are pinned beside it', async () => {
    const { described } = await describeFiles();
    const pinned = [
      ...described,
      { path: 'images of some/covers', split: 'test' as const, bytes: 1, sha256: '0'.repeat(64) },
    ];
    const asked = hub.seen.length;
    expect((await describeFiles(source, { pinned })).described).toEqual(described);
    expect(hub.seen).toHaveLength(asked);
  });

  it('shares one download among readers that come at the same time', async () => {
    hub.inflict('cdn', { pace: 50_000 });
    await Promise.all([describeFiles(), describeFiles(), describeFiles()]);
    expect(fromStore()).toHaveLength(3);
  });

  it.each([{ cutAfter: 150_000 }, { endAfter: 150_000 }] as const)(
    'goes on where a download breaks off: %j',
    async (fault) => {
      hub.inflict('cdn', fault);
      const { train: content } = await describeFiles();
      expect(content.equals(wholeTrain)).toBe(true);
      expect(fromStore()[1]?.range).toMatch(/^bytes=[1-9]\d*-$/);
    },
  );

  it('goes on with what an earlier process has left', async () => {
    const stop = new AbortController();
    hub.inflict('cdn', { stallAfter: 200_000 });
    const onProgress = ({ done }: { done: number }) => {
      if (done >= 200_000) stop.abort(new Error('stopped'));
    };
    await expect(describeFiles(source, { signal: stop.signal, onProgress })).rejects.toThrow('stopped');
    const { train: content } = await describeFiles();
    expect(content.equals(wholeTrain)).toBe(true);
    expect(fromStore()[1]?.range).toBe('bytes=200000-');
  });

  it('begins anew where the store knows no ranges, or what was left is not what it should be', async () => {
    hub.inflict('cdn', { cutAfter: 100_000 });
    hub.inflict('cdn', { ignoreRange: true });
    expect((await describeFiles()).train.equals(wholeTrain)).toBe(true);
    await rm(path.join(folder, 'hub', 'files'), { recursive: true });
    const sha256 = createHash('sha256').update(train).digest('hex');
    await writeFile(path.join(folder, 'hub', 'drafts', `${sha256}.part`), bytes(50_000, 7));
    expect((await describeFiles()).train.equals(wholeTrain)).toBe(true);
  });

  it('fetches again what was changed in the cache', async () => {
    const { described } = await describeFiles();
    const kept = path.join(folder, 'hub', 'files', `${described[0]?.sha256}.parquet`);
    const content = await readFile(kept);
    content[17] = (content[17] ?? 0) ^ 1;
    await writeFile(kept, content);
    expect((await describeFiles()).train.equals(wholeTrain)).toBe(true);
  });

  it.each([
    [429, { 'retry-after': '0' }],
    [503, {}],
  ])('tries again after HTTP %d, and shows why nothing comes', async (status, headers) => {
    hub.inflict('api', { status, headers }, 2);
    hub.inflict('cdn', { status, headers }, 2);
    const reasons = new Set<string | undefined>();
    await describeFiles(source, { onProgress: ({ waiting }) => reasons.add(waiting?.reason) });
    expect([...reasons]).toContainEqual(`${hub.url} answers HTTP ${status}`);
  });

  it.each([
    [
      'the hub is down',
      () => hub.inflict('api', { status: 500 }, 9),
      /^OutOfReach: http:\S+ answers HTTP 500\. That was so 6 times in a row: start again/,
    ],
    [
      'the hub asks for an hour',
      () => hub.inflict('api', { status: 429, headers: { 'retry-after': '3600' } }),
      /^OutOfReach: .* HTTP 429\. It asks for a wait of 60 minutes/,
    ],
    [
      'the hub counts its calls',
      () => hub.inflict('api', { status: 429, headers: { ratelimit: '"api";r=0;t=900' } }),
      /^OutOfReach: .* HTTP 429\. It asks for a wait of 15 minutes/,
    ],
    [
      'a download ends early again and again',
      () => hub.inflict('cdn', { endAfter: 0 }, 9),
      /^OutOfReach: data\/train\S+ ends after 0 of 300000 bytes/,
    ],
    [
      'a byte is another one',
      () => hub.inflict('cdn', { flip: 99 }),
      /^InputError: data\/train\S+ of data set "some\/covers" is not what it was at commit [0-9a-f]{40}: sha256 /,
    ],
    [
      'the hub has another file since the listing',
      () => hub.inflict('resolve', { header: { 'x-linked-etag': `"${'0'.repeat(64)}"` } }, 2),
      /^InputError: data\/train\S+ of data set "some\/covers" was changed under its revision: at commit [0-9a-f]{40} the hub had it as [0-9a-f]{64}, and has it as 0{64} now/,
    ],
    [
      'a file comes packed',
      () => hub.inflict('cdn', { header: { 'content-encoding': 'gzip' } }),
      /^InputError: .* comes packed \(gzip\)/,
    ],
    [
      'a redirect leads to this machine',
      () => hub.inflict('cdn', { redirectTo: 'http://127.0.0.2:1/x?key=secret' }),
      /^InputError: the hub sends us where no data may come from: .*127\.0\.0\.2, in a private network/,
    ],
    [
      'a redirect leads to the keys of a cloud',
      () => hub.inflict('api', { redirectTo: 'http://169.254.169.254/latest' }),
      /^InputError: the hub sends us where no data may come from/,
    ],
    [
      'it is no hub',
      () => hub.inflict('api', { redirectTo: '/api/datasets/some/covers/tree/main' }),
      /^InputError: http:\S+ does not speak as Hugging Face's hub does: /,
    ],
  ])('refuses when %s', async (_, inflict, message) => {
    inflict();
    const refused = await refusal();
    expect(refused).toMatch(message);
    expect(refused).not.toContain('secret');
  });

  it.each([
    [
      { ...source, name: 'some/thing' },
      /shows no data set "some\/thing" \(HTTP 401\)\. Check data\.source\.name\. If it is private, set HF_TOKEN/,
    ],
    [{ ...source, revision: 'v2' }, /data set "some\/covers" has no revision "v2" at http:\S+\. Name a branch/],
    [
      { ...source, test: 'testing' },
      /has no split "testing"\. Name one of its own under data\.source\.test: test, train, validation\./,
    ],
    [{ ...source, config: 'big' }, /has no configuration "big"\. It has: default\./],
  ])('says what to do about %j', async (spec, message) => {
    expect(await refusal(spec)).toMatch(message);
    expect(await refusal(spec)).toMatch(/^InputError: /);
  });

  it('opens what is gated or private with a token alone, which goes to the hub and to nobody else', async () => {
    hub.sets['some/covers'] = { revisions: { main: commit }, gated: true };
    expect(await refusal()).toMatch(
      /"some\/covers" is gated\. Accept its terms at http:\S+\/datasets\/some\/covers, and set HF_TOKEN/,
    );
    expect(await refusal(source, { environment: { HF_TOKEN: 'hf_other' } })).toMatch(
      /The account of HF_TOKEN has not been let in/,
    );
    hub.sets['some/covers'].private = true;
    expect(await refusal(source, { environment: { HF_TOKEN: 'hf_other' } })).toMatch(/shows this HF_TOKEN no data set/);
    expect(await refusal(source, { environment: { HF_TOKEN: 'hf_SECRET\nhf_SECRET' } })).toMatch(
      /^InputError: HF_TOKEN holds a character that no token has(?!.*SECRET)/,
    );
    await describeFiles(source, { environment: { HF_TOKEN: rightToken } });
    expect(fromStore().map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
  });

  it('gives no token to an address that only the spec names', async () => {
    hub.sets['some/covers'] = { revisions: { main: commit }, gated: true };
    const environment = { HF_ENDPOINT: 'http://127.0.0.1:1', HF_TOKEN: rightToken };
    expect(await refusal({ ...source, hubUrl: hub.url }, { environment })).toMatch(
      /HF_TOKEN was not sent: .* Set HF_ENDPOINT=http/,
    );
    expect(hub.seen.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  });

  it('leaves no draft of what is complete', async () => {
    await describeFiles();
    expect(await readdir(path.join(folder, 'hub', 'drafts'))).toEqual([]);
  });
});
