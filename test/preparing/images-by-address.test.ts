import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Sample } from '../../domain/data/sample.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { openFetchedImages } from '../../preparing/fetched-images.ts';
import { measureData } from '../../preparing/measure-data.ts';
import { prepareData } from '../../preparing/prepare.ts';
import { openSource } from '../../sources/open-source.ts';
import { OutOfReach } from '../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { type ImageHost, startImageHost } from '../fakes/image-host.ts';
import { imageOf } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
let host: ImageHost;
const images = new Map<string, Buffer>();
const count = 8;

beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data);
  for (let n = 0; n < count; n++) images.set(`/${n}.png`, await imageOf(n));
  host = await startImageHost((request, response) => serve(request.url, response));
});
afterEach(async () => {
  await host.close();
  await at.remove();
});

function serve(address: string | undefined, response: ServerResponse): void {
  const image = images.get(new URL(address ?? '', 'http://x').pathname);
  response.writeHead(image ? 200 : 404).end(image);
}

const columns = { question: 'ask', answer: 'title', image: 'cover' };

/** A table of covers, each named as `nameOf` says. */
async function writeCovers(nameOf: (n: number) => string, more = ''): Promise<void> {
  const lines = Array.from({ length: count }, (_, n) => `Which one is ${n}?,Number ${n},${nameOf(n)}`);
  await writeFile(path.join(at.data, 'test.csv'), `${['ask,title,cover', ...lines].join('\n')}\n${more}`);
}

const addressOf = (n: number) => `http://${host.host}/${n}.png`;
const specFor = (own: Partial<RunSpecInput['data']> = {}) =>
  specOf({
    data: { source: { test: 'test.csv' }, columns, images: { hosts: [host.host] }, ...own },
    fineTune: undefined,
  });

const patience = { leastWait: 1 };

async function prepare(
  own: Partial<RunSpecInput['data']> = {},
  run = 'run',
  waits: { leastWait?: number; mostTime?: number } = patience,
): Promise<Dataset> {
  const spec = specFor(own);
  const fetched = openFetchedImages({ store: at.store, data: spec.data, ...waits });
  const source = openSource(at.data, spec.data, { fetched });
  const folder = `runs/${run}/`;
  const more = { store: at.store, folder, pageRows: 100, fineTunes: false, progress: { done: 0, total: 0 } };
  return prepareData({ spec, source, fetched, ...more }).finally(source.close);
}

async function samplesOf({ samples }: Dataset): Promise<Sample[]> {
  return (await Promise.all(samples.pages.map((page) => Array.fromAsync(at.store.readLines<Sample>(page))))).flat();
}

describe('images by address', () => {
  it('give the same samples as images in files', async () => {
    await writeCovers(addressOf);
    const fetched = await samplesOf(await prepare());
    for (const [name, image] of images) await writeFile(path.join(at.data, name), image);
    await writeCovers((n) => `${n}.png`);
    expect(fetched).toEqual(await samplesOf(await prepare({ images: undefined }, 'files')));
    expect(fetched).toHaveLength(count);
  });

  it('are fetched once, however many rows name them, and never again by who goes on', async () => {
    await writeCovers((n) => addressOf(n % 4));
    const first = await prepare();
    expect(host.paths.toSorted()).toEqual(['/0.png', '/1.png', '/2.png', '/3.png']);
    for (let n = 0; n < 4; n++) images.set(`/${n}.png`, await imageOf(100 + n));
    const second = await prepare();
    expect(host.paths).toHaveLength(4);
    expect(await samplesOf(second)).toEqual(await samplesOf(first));
    expect(second.fingerprint).toBe(first.fingerprint);
  });

  it('are those of the run: another one fetches anew, and has another fingerprint where they have changed', async () => {
    await writeCovers(addressOf);
    const first = await prepare();
    expect((await prepare({}, 'same')).fingerprint).toBe(first.fingerprint);
    images.set('/3.png', await imageOf(103));
    const other = await prepare({}, 'other');
    expect(other.fingerprint).not.toBe(first.fingerprint);
    expect(host.paths).toHaveLength(3 * count);
  });

  it('stay where an attempt was broken off: only what is missing is fetched', async () => {
    await writeCovers(addressOf);
    host.answer = ({ url }, response) => (url === '/6.png' ? response.writeHead(503).end() : serve(url, response));
    await expect(prepare()).rejects.toThrow(OutOfReach);
    const before = new Set(host.paths);
    expect(before).toContain('/0.png');
    host.paths.length = 0;
    host.answer = ({ url }, response) => serve(url, response);
    const dataset = await prepare();
    expect(await samplesOf(dataset)).toHaveLength(count);
    expect(host.paths).toContain('/6.png');
    expect(host.paths).not.toContain('/0.png');
  });

  it('are the same for two attempts that overlap, whatever their host gives each of them', async () => {
    await writeCovers(addressOf);
    const given = await Promise.all(Array.from({ length: 2 * count }, (_, n) => imageOf(200 + n)));
    host.answer = (_, response) => void response.end(given[host.paths.length - 1]);
    const [one, other] = await Promise.all([prepare(), prepare()]);
    expect(host.paths).toHaveLength(2 * count);
    expect(one.fingerprint).toBe(other.fingerprint);
    expect(one.imageList).toEqual(other.imageList);
    const names = one.samples.pages.map(({ sha256 }) => sha256);
    expect(other.samples.pages.map(({ sha256 }) => sha256)).toEqual(names);
  });

  it('are not fetched for rows that are not taken', async () => {
    await writeCovers(addressOf);
    await prepare({ take: { test: 2 } });
    expect(host.paths).toHaveLength(2);
  });

  it('are all fetched to deal rows out by what they show', async () => {
    await writeCovers((n) => addressOf(Math.floor(n / 2)));
    const dataset = await prepare({ source: { all: 'test.csv' }, split: { shares: { train: 0.5, test: 0.5 } } });
    expect(host.paths).toHaveLength(count / 2);
    expect(dataset.audit.sharedImages).toMatchObject({});
  });

  it('may be some of the images of a row', async () => {
    for (const [name, image] of images) await writeFile(path.join(at.data, name), image);
    await writeFile(
      path.join(at.data, 'test.jsonl'),
      `${JSON.stringify({ ask: 'Which?', title: 'Both', cover: [addressOf(0), '1.png', addressOf(2)] })}\n`,
    );
    const [sample] = await samplesOf(await prepare({ source: { test: 'test.jsonl' } }));
    expect(sample?.images).toHaveLength(3);
    await writeFile(
      path.join(at.data, 'test.jsonl'),
      `${JSON.stringify({ ask: 'Which?', title: 'Both', cover: ['0.png', '1.png', '2.png'] })}\n`,
    );
    const [byName] = await samplesOf(await prepare({ source: { test: 'test.jsonl' } }, 'names'));
    expect(sample?.images).toEqual(byName?.images);
  });

  it('stand in conversations, too, whose lines to train on go through as they are', async () => {
    const line = (n: number) =>
      `${JSON.stringify({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: `Which one, ${n}, is ${addressOf(n)}?key=SECRET` },
              { type: 'image_url', image_url: { url: `${addressOf(n)}?key=SECRET` } },
            ],
          },
          { role: 'assistant', content: `Number ${n}` },
        ],
      })}\n`;
    await writeFile(path.join(at.data, 'test.jsonl'), [0, 1].map(line).join(''));
    await writeFile(path.join(at.data, 'train.jsonl'), [2, 3, 4, 5, 6, 7, 2, 3, 4, 5].map(line).join(''));
    const data = { source: { kind: 'chat' as const, test: 'test.jsonl', train: 'train.jsonl' } };
    const spec = specOf({ data: { ...data, images: { hosts: [host.host] } }, prompt: {} });
    const fetched = openFetchedImages({ store: at.store, data: spec.data });
    const source = openSource(at.data, spec.data, { fetched });
    const more = {
      store: at.store,
      folder: 'runs/chat/',
      pageRows: 100,
      fineTunes: true,
      progress: { done: 0, total: 0 },
    };
    const dataset = await prepareData({ spec, source, fetched, ...more }).finally(source.close);
    const [sample] = await samplesOf(dataset);
    expect(sample?.messages?.[0]?.content).toContainEqual({ type: 'image', sha256: sample?.images[0]?.sha256 });
    expect(sample?.images[0]?.width).toBeGreaterThan(0);
    const trained = dataset.trainingFile && (await at.store.read(dataset.trainingFile));
    expect(trained?.toString()).toBe((await readFile(path.join(at.data, 'train.jsonl'))).toString());
    expect(JSON.stringify(await samplesOf(dataset))).not.toContain('SECRET');
    expect(host.paths.toSorted()).toEqual([...images.keys()].map((one) => `${one}?key=SECRET`).sort());
  });

  it('are looked at by nobody who estimates', async () => {
    await writeCovers(addressOf);
    const { asked, unseenImages } = await measureData(specFor(), at.data, { fineTunes: false });
    expect(unseenImages).toBe(count);
    expect(asked.rows).toHaveLength(count);
    expect(asked.rows[0]?.images[0]).toMatchObject({ width: 1024, height: 1024 });
    expect(new Set(asked.rows.map(({ images: [image] }) => image?.sha256)).size).toBe(count);
    expect(host.connections()).toBe(0);
  });
});

/** The header of a PNG of 20,000 × 20,000 pixels, and the beginning of its content. */
const tooLarge = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200004e2000004e2008020000006c12d16e0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082',
  'hex',
);

describe('an address that gives no image', () => {
  const bad: readonly [what: string, answer: (response: ServerResponse) => unknown, why: RegExp][] = [
    ['404', (response) => response.writeHead(404).end(), /answers HTTP 404/],
    ['403', (response) => response.writeHead(403).end(), /answers HTTP 403 \(a signature may have expired\)/],
    ['a page', (response) => response.end('<html>Log in</html>'), /holds no image: it is in no format/],
    ['nothing', (response) => response.end(), /holds no image/],
    [
      'more bytes than are read, by its own word',
      (response) => response.writeHead(200, { 'content-length': 100_000_000 }).write('GIF89a'),
      /has 100000000 bytes; at most 64000000 are read/,
    ],
    ['bytes without an end', endless, /has more than 64000000 bytes; at most/],
    [
      'a bomb',
      (response) =>
        void response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(70_000_000), { level: 1 })),
      /has more than 64000000 bytes/,
    ],
    [
      'less than it promised',
      (response) => {
        response.writeHead(200, { 'content-length': 1000 }).write('GIF89a');
        setTimeout(() => response.destroy(), 20);
      },
      /which breaks off .*again and again/,
    ],
    [
      'a redirect to another host',
      (response) => response.writeHead(302, { location: 'https://evil.example/?key=SECRET' }).end(),
      /is redirected to https:\/\/evil\.example\/\?…[0-9a-f]{16}: data\.images\.hosts does not allow evil\.example/,
    ],
    ['too many pixels', (response) => response.end(tooLarge), /holds no image: Input image exceeds pixel limit/],
  ];
  it.each(bad)('is a bad row, by file, line and column, where it gives %s', async (_, answer, why) => {
    await writeCovers(addressOf);
    host.answer = ({ url }, response) => void (url === '/5.png' ? answer(response) : serve(url, response));
    const error = await prepare().catch((one: Error) => one.message);
    expect(error).toMatch(/^test\.csv line 7: "cover" names http:\/\/127\.0\.0\.1:\d+\/5\.png/);
    expect(error).toMatch(why);
    expect(error).not.toContain('SECRET');
  });

  function endless(response: ServerResponse): void {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1_000_000))) {}
    };
    response.writeHead(200).on('drain', more);
    more();
  }

  it('is asked for again by the next attempt, unless bad rows are left out', async () => {
    await writeCovers(addressOf);
    host.answer = ({ url }, response) => void (url === '/5.png' ? response.writeHead(404).end() : serve(url, response));
    await expect(prepare()).rejects.toThrow('HTTP 404');
    const dataset = await prepare({ badRows: 'leave' }, 'left');
    expect(dataset.counts.test).toMatchObject({ rows: count - 1, rowsLeftOut: { 'unreadable image': 1 } });
    host.answer = ({ url }, response) => serve(url, response);
    expect(await samplesOf(await prepare())).toHaveLength(count);
    expect((await prepare({ badRows: 'leave' }, 'left')).counts.test).toMatchObject({ rows: count - 1 });
  });

  it('is waited for as its host asks, and no longer than is bearable', async () => {
    await writeCovers(addressOf);
    let refusals = 2;
    host.answer = ({ url }, response) => {
      if (url === '/2.png' && refusals-- > 0) response.writeHead(429, { 'retry-after': '0' }).end();
      else serve(url, response);
    };
    expect(await samplesOf(await prepare())).toHaveLength(count);
    host.answer = (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    await expect(prepare({}, 'other')).rejects.toThrow(/HTTP 429\. It asks for a wait of 60 minutes/);
  });

  it('is given up where it drips', async () => {
    await writeCovers(addressOf);
    host.answer = ({ url }, response) => {
      if (url !== '/5.png') return serve(url, response);
      const drip = setInterval(() => response.write('a'), 10);
      response.on('close', () => clearInterval(drip));
    };
    const waits = { ...patience, mostTime: 300 };
    await expect(prepare({}, 'run', waits)).rejects.toThrow(
      /line 7: .*which takes longer than 0\.3 s, again and again/,
    );
  });
});

describe('the query of an address', () => {
  it('stands in nothing that is written, and tells rows apart nonetheless', async () => {
    await writeCovers(
      (n) => `${addressOf(0)}?key=SECRET${n}`,
      `Gone?,Nothing,http://${host.host}/none.png?key=SECRET\n`,
    );
    const own = {
      badRows: 'leave' as const,
      columns: { question: 'About {cover}: {ask}', answer: 'title', image: 'cover', id: 'cover', group: 'cover' },
      slices: { cover: { column: 'cover' } },
    };
    const dataset = await prepare(own);
    const samples = await samplesOf(dataset);
    expect(new Set(samples.map((sample) => sample.slices['cover'])).size).toBe(count);
    expect(samples[0]?.question).toMatch(/^About http:\/\/127\.0\.0\.1:\d+\/0\.png\?…[0-9a-f]{16}: Which one/);
    expect(dataset.counts.test?.rowsLeftOut).toEqual({ 'unreadable image': 1 });
    for (const name of await readdir(path.join(at.folder, 'store'), { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const content = await readFile(path.join(name.parentPath, name.name), 'latin1');
      expect({ file: name.name, holds: content.includes('SECRET') }).toEqual({ file: name.name, holds: false });
    }
  });

  it('stands in no message', async () => {
    await writeCovers((n) => `http://covers.example/${n}.png?key=SECRET`);
    const error = await prepare().catch((one: Error) => one.message);
    expect(error).toMatch(
      /names http:\/\/covers\.example\/0\.png\?…[0-9a-f]{16}, and data\.images\.hosts does not allow/,
    );
    expect(error).not.toContain('SECRET');
  });
});
