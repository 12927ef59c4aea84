import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { measureActivities } from '../../activities/measure.ts';
import { reportActivities } from '../../activities/report.ts';
import { runProgram } from '../../client/program/program.ts';
import type { Sample, SampleImage } from '../../domain/data/sample.ts';
import { ratingItemId } from '../../domain/grading/judging.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { storeCalibration, storeDraw } from '../../runs/calibrations.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { type Verification, verifyRun } from '../../runs/verify.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { judgeOfTwo, outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { storeAnsweredRun } from '../fakes/stored-run.ts';

const runId = 'run-1';
let folder: string;
let files: string[];
let hashes: ArtifactRef;

/** A run with a file of every kind. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-verify-'));
  const store = openRuns(folder);
  const spec = specOf({ judge: judgeOfTwo });
  const samples = await Promise.all(Array.from({ length: 4 }, (_, row) => sampleWithImage(row)));
  const call = { attempts: 1, milliseconds: 5, usage: { promptTokens: 10, completionTokens: 3 } };
  const ratings = ['right', 'wrong'].map((answer) => ({
    itemId: ratingItemId({ question: sampleOf(0).question, targets: ['right'], answer }),
    outcome: 'rated' as const,
    label: 'Close',
    reason: 'the same',
    call,
  }));
  const answers = { base: outcomesOf('+-+-'), tuned: outcomesOf('++r-') };
  const measured = await storeAnsweredRun(store, { runId, spec, samples, answers, ratings });
  const job = { id: 'ftjob-1', state: 'succeeded', fineTunedModel: 'ft:1', trainedTokens: 1000 };
  await publishJson(store, keys.job(runId, 1), { job, events: [] });
  await publishJson(store, keys.dataPin(runId), { fingerprint: 'f', sources: [] });
  await publishRunRecord(store, {
    startedAt: '2026-11-24T13:00:00.000Z',
    workflow: 'evaluateCandidates',
    input: { ...measured.run, revision: 2, from: 'report' },
  });
  await storeDraw(store, runId, 1, { seed: 7, items: [] } as never);
  await storeCalibration(store, { run: runId, ratings: 1, judge: 'judge-model', draw: 'd1', labelled: 40 } as never);
  const { sha256, bytes } = await store.putObject(Buffer.from('as it came'), 'application/octet-stream');
  const content = `${JSON.stringify({ address: 'a', sha256, bytes })}\n`;
  const fetched = keys.fetchedImagesIn(keys.run(runId));
  await store.publish({ key: fetched, mediaType: 'application/jsonl', content });
  for (const key of [keys.answerShard(runId, 'base', 0), keys.jobIntents(runId, 1), fetched]) {
    const segment = await store.openSegment(key);
    for (const n of [1, 2, 3]) await segment.append({ sampleId: `test-${n}`, at: 1000 + n });
    await segment.close();
  }
  const environment = quietEnvironment();
  const metrics: ArtifactRef = await environment.run(async () => measureActivities({ store }).measure(measured));
  const now = () => new Date(Date.UTC(2026, 10, 24, 12, 0));
  const result: RunResult = await environment.run(async () =>
    reportActivities({ store, now }).writeReport({ ...measured, metrics }),
  );
  hashes = result.hashes as ArtifactRef;
  files = await filesIn(folder);

  /** The last one shows a second image. */
  async function sampleWithImage(row: number): Promise<Sample> {
    const image = await storeImage(row * 20);
    return sampleOf(row, { images: row === 3 ? [image, await storeImage(200)] : [image] });
  }

  async function storeImage(r: number): Promise<SampleImage> {
    const create = { width: 20, height: 30, channels: 3 as const, background: { r, g: 80, b: 120 } };
    const { sha256, bytes } = await store.putObject(await sharp({ create }).jpeg().toBuffer(), 'image/jpeg');
    return { sha256, bytes, mediaType: 'image/jpeg', width: 20, height: 30 };
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** What a verification finds while a file holds other bytes. */
async function verifiedWith(file: string, bytes: Buffer, vouched?: ArtifactRef): Promise<Verification> {
  const whole = await readFile(file);
  await writeFile(file, bytes);
  try {
    return await verifyRun(openRuns(folder), runId, vouched);
  } finally {
    await writeFile(file, whole);
  }
}

/** A file as a message names it: by its key, or by that of the file whose segment it is. */
const nameOf = (file: string) => path.relative(folder, file);

function names({ broken }: Verification, file: string): boolean {
  return broken.some(({ why }) => why.includes(nameOf(file)));
}

/** A lost line feed at the end makes a torn line, which a kill could have left. */
function isTorn(file: string, at: number, bytes: Buffer): boolean {
  return file.includes('.segments/') && at === bytes.length - 1;
}

describe('verifyRun', () => {
  it('finds nothing broken in a run as it was written', async () => {
    const verification = await verifyRun(openRuns(folder), runId, hashes);
    expect(verification).toMatchObject({ run: runId, unchecked: 0, broken: [] });
    expect(verification.files).toBeGreaterThan(30);
  });

  it('names the file of which one byte is another one, whichever it is', async () => {
    for (const file of files) {
      const whole = await readFile(file);
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
          const changed = Buffer.from(whole);
          changed[at] = (changed[at] as number) ^ (1 << bit);
          const named = names(await verifiedWith(file, changed), file);
          if (!named && !isTorn(file, at, whole)) throw new Error(`byte ${at} of ${nameOf(file)} changed unnoticed`);
        }),
        { numRuns: 2 },
      );
    }
  });

  it('names the JSON file of which one number is another one', async () => {
    for (const file of files.filter((one) => one.endsWith('.json'))) {
      const text = await readFile(file, 'utf8');
      const numbers = [...text.matchAll(/(?<=[:[,]\s*)-?\d+(\.\d+)?/g)];
      if (numbers.length === 0) continue;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...numbers), async ({ 0: number, index }) => {
          const changed = `${text.slice(0, index)}${Number(number) + 1}${text.slice(index + number.length)}`;
          expect([nameOf(file), names(await verifiedWith(file, Buffer.from(changed)), file)]).toEqual([
            nameOf(file),
            true,
          ]);
        }),
        { numRuns: 2 },
      );
    }
  });

  it('names a file that is gone', async () => {
    for (const file of files.filter((one) => !one.includes('.segments/') && !one.endsWith('store.json'))) {
      const whole = await readFile(file);
      await rm(file);
      const { broken } = await verifyRun(openRuns(folder), runId, hashes);
      await writeFile(file, whole);
      expect([nameOf(file), broken.some(({ why }) => why.includes(nameOf(file)))]).toEqual([nameOf(file), true]);
    }
  });

  it('names the index that is gone, and nothing else, since nothing can be held against it', async () => {
    const index = path.join(folder, `${keys.hashIndex(runId)}.segments`);
    await rename(index, `${index}-aside`);
    const { broken } = await verifyRun(openRuns(folder), runId, hashes);
    await rename(`${index}-aside`, index);
    expect(broken).toEqual([{ file: keys.hashIndex(runId), why: expect.stringContaining('.segments is missing') }]);
  });

  it('names a file and its note that were changed together, by the hashes that the history vouches for', async () => {
    const store = openRuns(folder);
    const key = keys.plan(runId);
    const [file, whole] = [path.join(folder, key), await readFile(path.join(folder, key))];
    await rm(file);
    await store.publish({ key, mediaType: 'application/json', content: whole.toString().replace('"any"', '"other"') });
    const { broken } = await verifyRun(openRuns(folder), runId, hashes);
    await writeFile(file, whole);
    expect(broken).toEqual([{ file: key, why: expect.stringContaining('expected sha256') }]);
  });
});

describe('tempera verify', () => {
  async function verify(...args: string[]) {
    const terminal = recordingTerminal();
    const env = { TEMPERA_STORE: folder, TEMPORAL_ADDRESS: '127.0.0.1:9' };
    return {
      code: await runProgram(['verify', ...args], terminal, env),
      text: terminal.results,
      notes: terminal.notes,
    };
  }

  it('ends with 0 where nothing is broken, and with 4 where a file is, by name', async () => {
    expect(await verify(runId)).toMatchObject({ code: 0, text: expect.stringContaining('none is broken') });
    const file = path.join(folder, keys.metrics(runId, 1));
    const whole = await readFile(file);
    await writeFile(file, whole.toString().replace('0', '1'));
    const found = await verify(runId);
    const json = await verify(runId, '--json');
    await writeFile(file, whole);
    expect(found).toMatchObject({ code: 4, text: expect.stringContaining(`- ${keys.metrics(runId, 1)} is corrupted`) });
    expect(JSON.parse(json.text)).toMatchObject({ run: runId, broken: [{ file: keys.metrics(runId, 1) }] });
  });

  it('refuses a run that is not there', async () => {
    expect(await verify('none')).toMatchObject({ code: 2, notes: expect.stringContaining('There is no run "none"') });
  });
});
