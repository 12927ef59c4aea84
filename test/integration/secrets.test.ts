import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { withClient } from '../../client/commands/open-client.ts';
import { freePort } from '../../client/local/free-port.ts';
import type { Answer } from '../../domain/answering/answer.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import type { FaultRule } from '../../packages/sandbox/faults/fault.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { placeCovers } from './covers.ts';
import { quickSettings } from './harness.ts';
import { historiesOf, textOf } from './histories.ts';
import { type Programs, startPrograms } from './programs.ts';
import { addFaults } from './sandbox-calls.ts';

// Unlike anything else, so that finding it anywhere means that it leaked.
const planted = { key: 'sk-planted-4f9d2c71', otherKey: 'sk-planted-8ab01e55', prompt: 'planted-prompt-77c1' };
const runId = 'planted';
const spec = RunSpecSchema.parse({
  name: 'planted',
  data: { source: { train: 'train.parquet', test: 'test.parquet' }, take: { train: 3, test: 3 } },
  prompt: { system: `Answer with the conclusion only (${planted.prompt}).` },
  fineTune: { model: 'gpt-4o-2024-08-06' },
  candidates: { echo: { model: 'echo-0' }, tuned: { model: 'tuned' } },
  judge: {
    model: 'sandbox-judge',
    rubric: {
      instructions: `Rate how close the answer is (${planted.prompt}).`,
      labels: [
        { name: 'Right', meaning: 'the same' },
        { name: 'Wrong', meaning: 'anything else' },
      ],
    },
  },
  verdict: { compare: 'tuned', against: 'echo' },
  limits: { failedSamples: 0.5 },
}) as RunSpec;

// Providers quote keys and prompts in what they say of an error.
const talkative: FaultRule[] = [
  {
    match: { path: '/chat/completions', nth: 5 },
    do: {
      kind: 'status',
      status: 401,
      code: 'invalid_api_key',
      message: `Incorrect API key provided: ${planted.key}.`,
    },
  },
  {
    match: { path: '/chat/completions', contains: 'the title of this book', times: 2 },
    do: {
      kind: 'status',
      status: 400,
      code: 'invalid_image_format',
      message: `Bad image in: ${planted.prompt} the title of this book data:image/jpeg;base64,/9j/`,
    },
  },
];

let directory: string;
let programs: Programs;
let metrics: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-secrets-'));
  await placeCovers(path.join(directory, 'data'));
  const address = `127.0.0.1:${await freePort()}`;
  programs = await startPrograms(directory, {
    TEMPERA_METRICS: address,
    TEMPERA_SANDBOX_KEY: planted.key,
    OPENAI_API_KEY: planted.otherKey,
    TEMPERA_LOG_LEVEL: 'debug',
  });
  await withClient(programs.env, ({ client, tempera }) => carryOut(client, tempera));
  metrics = await (await fetch(`http://${address}/metrics`)).text();
});
afterAll(async () => {
  await programs.stop();
  await rm(directory, { recursive: true });
});

/** A run that is blocked once, and ends with a report. */
async function carryOut(client: Client, tempera: Parameters<Parameters<typeof withClient>[1]>[0]['tempera']) {
  await addFaults(programs.sandboxUrl, talkative, planted.key);
  await tempera.startRun(spec, { runId, settings: quickSettings });
  while ((await tempera.describeRun(runId)).state !== 'blocked') await sleep(50);
  await tempera.resumeRun(runId);
  await client.workflow.getHandle(runId).result();
}

async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

async function answerTexts(): Promise<string[]> {
  const store = openRuns(path.join(directory, 'store'));
  const texts = new Set<string>();
  for (const key of await store.list(`runs/${runId}/answers`)) {
    const ref = key.endsWith('.jsonl') && (await store.find(key));
    if (!ref) continue;
    for await (const answer of store.readLines<Answer>(ref)) if (answer.outcome === 'answered') texts.add(answer.text);
  }
  // Words as short as "Yes" may be anywhere.
  return [...texts].filter((text) => text.length > 8);
}

describe('a key', () => {
  it.each(['store', 'logs'])('is nowhere in the %s', async (folder) => {
    const text = await textBelow(path.join(directory, folder));
    expect(text.length).toBeGreaterThan(1000);
    expect(text).not.toContain(planted.key);
    expect(text).not.toContain(planted.otherKey);
  });
});

describe('the log of a worker', () => {
  it('tells of no prompt', async () => {
    const text = await textBelow(path.join(directory, 'logs'));
    expect(text).not.toContain(planted.prompt);
    expect(text).not.toContain('base64');
  });
});

describe('a history', () => {
  it('holds references only: no key, prompt, question, answer or image', async () => {
    const text = await withClient(programs.env, async ({ client }) =>
      textOf(await historiesOf(client, runId, ['echo', 'tuned'])),
    );
    expect(text).toContain(`runs/${runId}/dataset/dataset.json`);
    expect(text).toContain('HTTP 401, code invalid_api_key');
    const answers = await answerTexts();
    expect(answers.length).toBeGreaterThan(5);
    const secrets = [planted.key, planted.otherKey, planted.prompt, 'title of this book', 'base64', '/9j/', ...answers];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

describe('the metrics of a worker', () => {
  it("count its calls, their tokens, the throttle and what held it up, beside Temporal's own", () => {
    const names = metrics
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.replace(/ [^ ]*$/, ''));
    const ours = new Set(names.filter((name) => name.startsWith('tempera_')).map(withoutTemporalsLabels));
    const expected = [
      'tempera_calls_total{outcome="answered",provider="sandbox"}',
      'tempera_calls_total{outcome="blocked",provider="sandbox"}',
      'tempera_tokens_total{direction="in",provider="sandbox"}',
      'tempera_call_latency_seconds_count{provider="sandbox"}',
      'tempera_throttle_limit{provider="sandbox"}',
      'tempera_blocked_total{stage="answering"}',
    ];
    expect([...ours]).toEqual(expect.arrayContaining(expected));
    expect(names.some((name) => name.startsWith('temporal_workflow_completed_total{'))).toBe(true);
  });

  it('hold no key, prompt or run', () => {
    for (const secret of [planted.key, planted.otherKey, planted.prompt, runId]) expect(metrics).not.toContain(secret);
  });
});

function withoutTemporalsLabels(name: string): string {
  return name.replaceAll(/service_name="[^"]*",?/g, '').replace(',}', '}');
}
