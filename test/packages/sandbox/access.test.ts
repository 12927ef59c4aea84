import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, openHarness } from './harness.ts';

let guarded: Harness;
let open: Harness;
beforeAll(async () => {
  [guarded, open] = await Promise.all([openHarness({ key: 'sk-right' }), openHarness()]);
});
afterAll(async () => {
  await Promise.all([guarded.close(), open.close()]);
});

const CONTROL = [
  ['GET', '/sandbox/calls'],
  ['DELETE', '/sandbox/calls'],
  ['GET', '/sandbox/faults'],
  ['POST', '/sandbox/faults'],
  ['DELETE', '/sandbox/faults'],
  ['POST', '/sandbox/limits'],
  ['GET', '/sandbox/state'],
] as const;

/** The status of a call; `fetch` would not send a Host or an Origin of one's choice. */
function call(
  { sandbox }: Harness,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const body = path.endsWith('faults') ? '{"faults":[]}' : '{}';
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, sandbox.url), { method, headers }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? body : undefined);
  });
}

describe('a sandbox with a key', () => {
  it.each(CONTROL)('asks for it on %s %s', async (method, path) => {
    expect(await call(guarded, method, path)).toBe(401);
    expect(await call(guarded, method, path, { authorization: 'Bearer sk-wrong' })).toBe(401);
    expect(await call(guarded, method, path, { authorization: 'Bearer sk-right' })).toBe(200);
  });

  it('says to anybody that it is up, and may be called by any name', async () => {
    expect(await call(guarded, 'GET', '/sandbox/health')).toBe(200);
    expect(await call(guarded, 'GET', '/sandbox/health', { host: 'sandbox:8765' })).toBe(200);
  });
});

describe('a sandbox without a key', () => {
  it.each(CONTROL)('may be controlled from this machine: %s %s', async (method, path) => {
    expect(await call(open, method, path)).toBe(200);
    expect(await call(open, method, path, { host: 'localhost:1234' })).toBe(200);
    expect(await call(open, method, path, { host: '[::1]' })).toBe(200);
  });

  it.each([...CONTROL, ['GET', '/v1/models'], ['POST', '/v1/chat/completions']])(
    'answers no name that a stranger can point at this machine: %s %s',
    async (method, path) => {
      const authorization = 'Bearer any';
      expect(await call(open, method, path, { authorization, host: 'evil.example' })).toBe(403);
      expect(await call(open, method, path, { authorization, host: '127.0.0.1.evil.example:80' })).toBe(403);
    },
  );
});

describe('a web page', () => {
  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost'])(
    'at %s cannot call a sandbox, not even with its key',
    async (origin) => {
      for (const harness of [guarded, open]) {
        const headers = { authorization: 'Bearer sk-right', 'content-type': 'text/plain', origin };
        expect(await call(harness, 'POST', '/sandbox/faults', headers)).toBe(403);
        expect(await call(harness, 'GET', '/v1/models', headers)).toBe(403);
      }
    },
  );
});
