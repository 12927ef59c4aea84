import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSpec } from '../../client/program/spec-file.ts';
import type { RunSpec, RunSpecInput } from '../../domain/spec/run-spec.ts';
import { prepareInto } from '../../preparing/preview.ts';
import { coversData, type DataFolder, makeDataFolder, writeCovers } from '../fakes/data-folder.ts';
import { commitOf, realCovers, withRealCovers, writeLargeSet } from '../fakes/hub/covers.ts';
import { type FakeHub, startFakeHub } from '../fakes/hub/fake-hub.ts';
import { specOf } from '../fakes/samples.ts';

const set = 'howard-hou/OCR-VQA';
const examples = path.join(import.meta.dirname, '../../examples');
const before = { ...process.env };

let at: DataFolder;
let hub: FakeHub;

beforeEach(async () => {
  at = await makeDataFolder();
  hub = await startFakeHub({});
  process.env['HF_ENDPOINT'] = hub.url;
  process.env['TEMPERA_CACHE'] = path.join(at.folder, 'cache');
});
afterEach(async () => {
  for (const name of ['HF_ENDPOINT', 'TEMPERA_CACHE']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await hub.close();
  await at.remove();
});

/** What samples and training files are made of the data of a spec, by name. */
async function made(spec: RunSpec, data: string): Promise<Record<string, string>> {
  const { files, directory } = await prepareInto(spec, data, path.join(at.folder, `look-${spec.data.source.kind}`));
  const contents = files
    .filter((name) => name !== 'summary.json')
    .map(async (name) => [name, await readFile(path.join(directory, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(contents));
}

const fromHub = { kind: 'hub', name: set, train: 'train', validation: 'validation', test: 'test' } as const;
const names = ['samples.jsonl', 'test.jsonl', 'train.jsonl', 'validation.jsonl'];

describe('data of a hub', () => {
  it('becomes the samples and training files, byte for byte, that its Parquet files become', async () => {
    await writeCovers(at.data);
    hub.sets[set] = { revisions: { main: await commitOf(at.data) } };
    const of = (source: NonNullable<RunSpecInput['data']>['source']) => specOf({ data: { ...coversData, source } });
    const parquet = await made(of(coversData.source), at.data);
    expect(Object.keys(parquet).sort()).toEqual(names);
    expect(await made(of(fromHub), '/nowhere')).toEqual(parquet);
  });

  it('is all that the published example needs, once the environment names its hub', async () => {
    await writeLargeSet(at.data);
    hub.sets[set] = { revisions: { main: await commitOf(at.data) } };
    const spec = await loadSpec(path.join(examples, 'reference/ocr-vqa.yaml'));
    const { dataset } = await prepareInto(spec, '/nowhere', path.join(at.folder, 'look'));
    expect(dataset.counts).toMatchObject({
      train: { images: 150, sourceImages: 160 },
      validation: { images: 50 },
      test: { images: 100, rows: 500 },
    });
    expect(dataset.sources[0]?.path).toMatch(/^howard-hou\/OCR-VQA@[0-9a-f]{40}\/data\/train-00000-of-00001\.parquet$/);
  });

  withRealCovers(() => {
    it('becomes the same of real covers', async () => {
      hub.sets[set] = { revisions: { main: await commitOf(realCovers) } };
      const spec = await loadSpec(path.join(examples, 'covers/covers.yaml'));
      const parquet = await made(spec, path.dirname(realCovers));
      expect(Object.keys(parquet).sort()).toEqual(names);
      expect(await made({ ...spec, data: { ...spec.data, source: fromHub } }, '/nowhere')).toEqual(parquet);
    });
  });
});
