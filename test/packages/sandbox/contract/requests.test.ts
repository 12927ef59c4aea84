import { type ChildProcess, spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOpenAiProvider } from '../../../../providers/openai-provider.ts';
import type { TrainingProvider } from '../../../../providers/port.ts';
import { DOCUMENT } from './document.ts';

/** The mock that the official clients are tested with: it refuses a request that the document does not allow. */
let mock: ChildProcess;
let provider: TrainingProvider;
const verdicts: { request: string; valid: string | null; errors: string | null }[] = [];
const realFetch = globalThis.fetch;
const NO_MORE = { object: 'list', data: [], has_more: false };
/** Chats go by Node's own client, since their bodies are in pieces. */
const byNode = 'http.client.response.finish';
const hearByNode = (message: unknown) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
  const told = (name: string) => response.headers[name]?.toString() ?? null;
  verdicts.push({
    request: `${request.method} ${request.path}`,
    valid: told('x-steady-request-valid'),
    errors: told('x-steady-error-1-message'),
  });
};
const dir = mkdtempSync(join(tmpdir(), 'tempera-steady-'));

beforeAll(async () => {
  const port = await freePort();
  const steady = createRequire(import.meta.url).resolve('@stdy/cli/steady.js');
  const flags = ['--quiet', '--validator-form-object-format=brackets', '--validator-query-object-format=brackets'];
  mock = spawn(process.execPath, [steady, '--port', String(port), ...flags, DOCUMENT.pathname], { stdio: 'ignore' });
  globalThis.fetch = async (input, init) => {
    const response = await realFetch(input, init);
    // The client tries out what kind of fetch it has.
    if (String(input).startsWith('data:')) return response;
    verdicts.push({
      request: `${init?.method} ${new URL(String(input)).pathname}`,
      valid: response.headers.get('x-steady-request-valid'),
      errors: response.headers.get('x-steady-error-1-message'),
    });
    // Lists drawn at random may go on for ever.
    return /\/(?:files|jobs)$/.test(new URL(String(input)).pathname) && init?.method === 'GET'
      ? Response.json(NO_MORE)
      : response;
  };
  subscribe(byNode, hearByNode);
  const baseUrl = `http://localhost:${port}`;
  provider = createOpenAiProvider({ address: new URL(baseUrl), apiKey: 'sk', timeout: 10_000 });
  for (;;) {
    if (
      await realFetch(`${baseUrl}/_x-steady/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
afterAll(() => {
  globalThis.fetch = realFetch;
  unsubscribe(byNode, hearByNode);
  mock.kill();
  rmSync(dir, { recursive: true });
});

const freePort = async (): Promise<number> =>
  await new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

describe('every request that we send', () => {
  it('is one that the official document allows', async () => {
    const path = join(dir, 'train.jsonl');
    writeFileSync(path, '{"messages":[]}\n');
    const metadata = { run: 'run-1', generation: '1' };
    const calls = [
      provider.retrieveModel('gpt-4o-2024-08-06'),
      provider.trainer.findFile({ filename: 'train.jsonl', bytes: 16 }),
      provider.trainer.uploadFile({ path, filename: 'train.jsonl', bytes: 16 }),
      provider.trainer.findJobs(metadata),
      provider.trainer.createJob({
        model: 'gpt-4o-2024-08-06',
        trainingFile: 'file-1',
        validationFile: 'file-2',
        suffix: 'covers',
        seed: 1,
        hyperparameters: { n_epochs: 3, batch_size: 'auto', learning_rate_multiplier: 'auto' },
        metadata,
      }),
      provider.trainer.retrieveJob('ftjob-1'),
      provider.trainer.cancelJob('ftjob-1'),
      provider.trainer.jobEvents('ftjob-1'),
      provider.chat({
        model: 'gpt-4o-2024-08-06',
        messages: [
          { role: 'system', content: 'Give the conclusion only.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Who?' },
              { type: 'image', sha256: 'a' },
              { type: 'link', url: 'https://example.com/cover.png', detail: 'low' },
            ],
          },
        ],
        imageUrls: new Map([['a', Buffer.from('data:image/jpeg;base64,eA==')]]),
        detail: 'high',
        temperature: 0,
        topP: 1,
        maxTokens: 100,
        reasoningEffort: 'low',
        seed: 1,
        schema: { name: 'rating', schema: { type: 'object', properties: { rating: { type: 'string' } } } },
      }),
    ];
    // The mock's answers are drawn at random; only what it says of the requests counts.
    await Promise.allSettled(calls);
    expect(verdicts.length).toBeGreaterThanOrEqual(calls.length);
    expect(verdicts.filter(({ valid, errors }) => valid !== 'true' || errors !== null)).toEqual([]);
  });
});
