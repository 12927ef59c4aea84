import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { startSandbox } from '../../../packages/sandbox/server.ts';
import {
  ask,
  COVERS,
  clientFor,
  ended,
  type Harness,
  openHarness,
  printed,
  type Sample,
  trainingFile,
} from './harness.ts';

let harness: Harness;
let openai: OpenAI;
let tuned: string;
let images: string[];

beforeAll(async () => {
  harness = await openHarness();
  openai = harness.openai;
  tuned = (await fineTune(COVERS, COVERS.slice(0, 6))).fine_tuned_model ?? '';
  images = await Promise.all(
    [
      ['A WALK IN THE HILLS', 'RUTH KEMP'],
      ['THE CLOCKMAKER', 'ALBERT ROSS'],
      ['POEMS FOR EVENING', 'JANE FIELD'],
    ].map(
      async ([title = '', author = '']) =>
        await printed([
          { text: title, size: 34 },
          { text: author, size: 22 },
        ]),
    ),
  );
});
afterAll(async () => await harness.close());

async function fineTune(training: readonly Sample[], validation: readonly Sample[]) {
  const upload = async (samples: readonly Sample[], name: string) =>
    (await openai.files.create({ purpose: 'fine-tune', file: await trainingFile(samples, name) })).id;
  const job = await openai.fineTuning.jobs.create({
    model: 'gpt-4o-2024-08-06',
    training_file: await upload(training, 'a.jsonl'),
    validation_file: await upload(validation, 'b.jsonl'),
    seed: 3,
  });
  return await ended(openai, job.id);
}

const QUESTIONS = ['What is the title of this book?', 'Who wrote this book?', 'What is the genre of this book?'];
const answersOf = async (client: OpenAI, model: string) => {
  const asked = images.flatMap((image) => QUESTIONS.map(async (question) => await ask(client, model, question, image)));
  return await Promise.all(asked);
};

describe('a tuned model', () => {
  it('answers the same with nothing left but its file', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'tempera-sandbox-bare-'));
    cpSync(join(harness.stateDir, 'models'), join(stateDir, 'models'), { recursive: true });
    expect(readdirSync(stateDir)).toEqual(['models']);
    const bare = await startSandbox({ stateDir });
    try {
      expect(await answersOf(clientFor(bare), tuned)).toEqual(await answersOf(openai, tuned));
    } finally {
      await bare.close();
      rmSync(stateDir, { recursive: true });
    }
  });

  it('answers the same after a judge was shown all the right answers', async () => {
    const before = await answersOf(openai, tuned);
    const schema = { type: 'object', properties: { rating: { type: 'string', enum: ['right', 'wrong'] } } };
    for (const [index, answer] of before.entries()) {
      const shown = { question: QUESTIONS[index % 3], targets: [`The Right Answer ${index}`], answer };
      await openai.chat.completions.create({
        model: index % 2 === 0 ? 'sandbox-judge' : tuned,
        messages: [{ role: 'user', content: JSON.stringify(shown) }],
        response_format: { type: 'json_schema', json_schema: { name: 'rating', schema } },
      });
    }
    expect(await answersOf(openai, tuned)).toEqual(before);
  });

  it('does not depend on the answers of the validation file, which only its metrics show', async () => {
    const wrong = COVERS.slice(0, 6).map((sample) => ({ ...sample, answer: 'Something Else' }));
    const other = await fineTune(COVERS, wrong);
    expect(other.fine_tuned_model).toBe(tuned);
    const lossOf = async ({ id }: { id: string }) =>
      (await openai.fineTuning.jobs.checkpoints.list(id)).data[0]?.metrics.full_valid_loss ?? 0;
    const { data } = await openai.fineTuning.jobs.list({ limit: 2 });
    const [latest, first] = await Promise.all(data.map(lossOf));
    expect(latest).toBeGreaterThan(first ?? 0);
  });

  it('answers by code that can see neither the judge nor the count of calls', () => {
    const sources = sourcesBehind(resolve('packages/sandbox/answering/answer.ts'));
    expect(sources.size).toBeGreaterThan(15);
    const secrets = [...sources].filter((path) => /judge|similarity|call-log|file-store|job-store/.test(path));
    expect(secrets).toEqual([]);
  });
});

/** A source file and all of ours that it imports, types aside. */
function sourcesBehind(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, clause = '', target = ''] of readFileSync(path, 'utf8').matchAll(/^import (.*?)from '(\..*?)';/gms)) {
    if (!clause.startsWith('type ')) sourcesBehind(resolve(dirname(path), target), seen);
  }
  return seen;
}
