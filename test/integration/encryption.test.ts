import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Payload } from '@temporalio/common';
import { withClient } from '../../client/commands/open-client.ts';
import { startWorker } from '../../client/local/programs.ts';
import { runProgram } from '../../client/program/program.ts';
import { type CodecKeys, readCodecKeys } from '../../codec/keys.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { quickSettings } from './harness.ts';
import { historiesOf, textOf } from './histories.ts';
import { type Programs, startPrograms } from './programs.ts';
import { addFaults } from './sandbox-calls.ts';

const key = randomBytes(32).toString('base64');
const older = randomBytes(32).toString('base64');
const keys = `new:${key},old:${older}`;

const specOf = (searchAttributes?: 'none') =>
  RunSpecSchema.parse({
    name: 'planted-name',
    data: { source: { test: 'test.parquet' }, take: { test: 3 } },
    prompt: { system: 'Answer with the conclusion only (planted-prompt).' },
    candidates: { echo: { model: 'echo-0' }, base: { model: 'gpt-4o-2024-08-06' } },
    verdict: { compare: 'base', against: 'echo' },
    ...(searchAttributes && { searchAttributes }),
  }) as RunSpec;

/** What the run with its failure would leave in the server's database. */
const told = ['HTTP 401', 'invalid_api_key', '/dataset/dataset.json', '"answered"', 'sha256'];

let directory: string;
let programs: Programs;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-encryption-'));
  await renderDemoCovers({ directory: path.join(directory, 'data') });
  programs = await startPrograms(directory, { TEMPERA_CODEC_KEYS: keys });
});
afterAll(async () => {
  await programs.stop();
  await rm(directory, { recursive: true });
});

/** A run that is blocked once by a key, as `status` tells, and ends with a report. */
async function carryOut(runId: string, spec: RunSpec): Promise<string> {
  const failing = {
    match: { path: '/chat/completions', nth: 5 },
    do: { kind: 'status', status: 401, code: 'invalid_api_key' },
  };
  await addFaults(programs.sandboxUrl, [failing as never], 'local');
  return await withClient(programs.env, async ({ client, tempera }) => {
    await tempera.startRun(spec, { runId, settings: quickSettings });
    let status = await tempera.describeRun(runId);
    while (status.state !== 'blocked') {
      await sleep(50);
      status = await tempera.describeRun(runId);
    }
    await tempera.resumeRun(runId);
    await client.workflow.getHandle(runId).result();
    return JSON.stringify(status);
  });
}

/** All that the server has written down. */
async function database(): Promise<string> {
  const files = (await readdir(directory)).filter((file) => file.startsWith('temporal.db'));
  const parts = await Promise.all(files.map((file) => readFile(path.join(directory, file), 'latin1')));
  return parts.join('\n');
}

/** What encrypted payloads anywhere in a value hold, as text. */
async function decrypted(value: unknown): Promise<string> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return '';
  if ('metadata' in value && 'data' in value) {
    const payloads = await createPayloadCodec(readCodecKeys({ TEMPERA_CODEC_KEYS: keys }) as CodecKeys).decode([
      value as Payload,
    ]);
    return Buffer.from(payloads[0]?.data ?? []).toString();
  }
  return (await Promise.all(Object.values(value).map(decrypted))).join('\n');
}

const foundIn = (text: string, words: readonly string[]) => words.filter((word) => text.includes(word));

describe('a run whose payloads are encrypted', () => {
  it('leaves nothing in the database but ids, types and search attributes, and tells as much', async () => {
    const status = await carryOut('sealed-run', specOf());
    expect(status).toContain('code invalid_api_key');
    const text = await database();
    const readable = ['sealed-run', 'evaluateCandidates', 'answerShard'];
    expect(foundIn(text, readable)).toEqual(readable);
    expect(foundIn(text, [...told, key])).toEqual([]);
  });

  it('holds there what was looked for in vain', async () => {
    const histories = await withClient(programs.env, ({ client }) =>
      historiesOf(client, 'sealed-run', ['echo', 'base'], []),
    );
    expect(foundIn(textOf(histories), told)).toEqual([]);
    expect(foundIn(await decrypted(histories), told)).toEqual(told);
  });

  it('can do without search attributes', async () => {
    const found = await withClient(programs.env, async ({ client, tempera }) => {
      await tempera.startRun(specOf('none'), { runId: 'unnamed-run', settings: quickSettings });
      await client.workflow.getHandle('unnamed-run').result();
      const runs = ['sealed-run', 'unnamed-run'].map((id) => client.workflow.getHandle(id).describe());
      return (await Promise.all(runs)).map((run) => run.typedSearchAttributes.get(searchAttributes.stage));
    });
    expect(found).toEqual(['done', undefined]);
  });

  it('is refused to a client and a worker without its key, who say which', async () => {
    const { env } = programs;
    const lacking = { ...env, TEMPERA_CODEC_KEYS: `old:${older}` };
    const terminal = recordingTerminal();
    const exitCode = await runProgram(['status', 'sealed-run'], terminal, lacking);
    expect(exitCode).toBe(2);
    expect(terminal.notes).toContain('TEMPERA_CODEC_KEYS lacks the key new that runs of this store are encrypted with');
    const log = path.join(directory, 'lacking.log');
    await expect(startWorker({ env: lacking, log, abort: new AbortController().signal })).rejects.toThrow();
    expect(await readFile(log, 'utf8')).toContain('TEMPERA_CODEC_KEYS lacks the key new');
  });
});
