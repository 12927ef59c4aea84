import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { createProviderRegistry } from '../../providers/registry.ts';
import { type HttpProvider, startHttpProvider } from '../fakes/http-provider.ts';
import { never } from '../fakes/never.ts';

let server: HttpProvider;
beforeAll(async () => {
  server = await startHttpProvider();
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
  server.answer = () => ({ body: { model: 'm', choices: [{ finish_reason: 'stop', message: { content: 'yes' } }] } });
});

const specOf = (provider: object, more: Partial<RunSpecInput> = {}) =>
  RunSpecSchema.parse({
    name: 'run',
    provider: 'mine',
    data: { source: { test: 'a.parquet' } },
    prompt: { system: 'Answer.' },
    candidates: { one: { model: 'm' } },
    providers: { mine: provider },
    ...more,
  });
const request = async () => ({
  model: 'm',
  messages: [{ role: 'user' as const, content: 'Hello?' }],
  imageUrls: new Map<string, Uint8Array>(),
});
const origin = () => new URL(server.url).origin;
const mine = (more: object = {}) => specOf({ baseUrl: server.url, keyVariable: 'MY_KEY', ...more });
const lent = () => ({ MY_KEY: 'sk-mine-0123456789', TEMPERA_KEYS: `MY_KEY=${origin()}` });

describe('a key', () => {
  it('goes where the worker lends it', async () => {
    await createProviderRegistry(lent()).connect(mine(), 'mine').patient.chat(request, never);
    expect(server.received[0]?.headers.authorization).toBe('Bearer sk-mine-0123456789');
  });

  it.each(['MY_KEY', 'OPENAI_API_KEY', 'TEMPERA_SANDBOX_KEY', 'AWS_SECRET_ACCESS_KEY'])(
    'goes nowhere else, whatever a spec says: %s',
    (keyVariable) => {
      const registry = createProviderRegistry({ [keyVariable]: 'sk-secret-0123456789' });
      expect(() => registry.connect(mine({ keyVariable }), 'mine')).toThrow(
        `start it with TEMPERA_KEYS=${keyVariable}=${origin()}`,
      );
      expect(server.received).toEqual([]);
    },
  );

  it('is missing where the worker does not have it', () => {
    const registry = createProviderRegistry({ TEMPERA_KEYS: `MY_KEY=${origin()}` });
    expect(() => registry.connect(mine(), 'mine')).toThrow('no key: set MY_KEY');
  });

  it.each(['sk-mine\n0123456789', 'sk-mine\u00000123456789', 'sk-mine-0123456789\u200b', '“sk-mine-0123456789”'])(
    'that no header can carry is named by its variable, before anything could quote it: %j',
    (MY_KEY) => {
      const registry = createProviderRegistry({ ...lent(), MY_KEY });
      expect(() => registry.connect(mine(), 'mine')).toThrow(
        'MY_KEY holds a character that no key has, such as a line break: set it anew',
      );
    },
  );

  it('is sent, and cut, without the line break at its end', async () => {
    server.answer = () => ({ status: 400, body: { error: { message: 'I know sk-mine-0123456789' } } });
    const registry = createProviderRegistry({ ...lent(), MY_KEY: 'sk-mine-0123456789\n' });
    await expect(registry.connect(mine(), 'mine').patient.chat(request, never)).rejects.toMatchObject({
      problem: { said: 'I know [key]' },
    });
    expect(server.received[0]?.headers.authorization).toBe('Bearer sk-mine-0123456789');
  });

  it('is not sent where none is named', async () => {
    const spec = specOf({ baseUrl: server.url });
    await createProviderRegistry({ OPENAI_API_KEY: 'sk-secret' }).connect(spec, 'mine').patient.chat(request, never);
    expect(server.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is cut from what a provider says, whoever it belongs to', async () => {
    server.answer = () => ({ status: 400, body: { error: { message: 'I know sk-openai-0123456789' } } });
    const registry = createProviderRegistry({ ...lent(), OPENAI_API_KEY: 'sk-openai-0123456789' });
    await expect(registry.connect(mine(), 'mine').patient.chat(request, never)).rejects.toMatchObject({
      problem: { said: 'I know [key]' },
    });
  });
});

describe('headers', () => {
  it('go where the worker lends them', async () => {
    const environment = { TEMPERA_MINE_HEADERS: 'x-upstream: one\nx-api-key: sk-header-0123456789' };
    expect(() => createProviderRegistry({ ...lent(), ...environment }).connect(mine(), 'mine')).toThrow(
      `start it with TEMPERA_KEYS=MY_KEY=${origin()},TEMPERA_MINE_HEADERS=${origin()}`,
    );
    const lending = { TEMPERA_KEYS: `MY_KEY=${origin()},TEMPERA_MINE_HEADERS=${origin()}` };
    const registry = createProviderRegistry({ ...lent(), ...environment, ...lending });
    await registry.connect(mine(), 'mine').patient.chat(request, never);
    expect(server.received[0]?.headers).toMatchObject({ 'x-upstream': 'one', 'x-api-key': 'sk-header-0123456789' });
    expect(await registry.identityOf(mine(), 'mine')).toMatch(/ \(headers [0-9a-f]{12}\)$/);
  });
});

describe('an address', () => {
  it('may carry a query, which goes with every call', async () => {
    const spec = mine({ baseUrl: `${server.url}/?api-version=2` });
    await createProviderRegistry(lent()).connect(spec, 'mine').patient.chat(request, never);
    expect(server.received[0]?.path).toBe('/v1/chat/completions?api-version=2');
  });

  it.each(['https://user:secret@host/v1', 'https://user@host/v1'])('holds no user: %s', (baseUrl) => {
    const registry = createProviderRegistry({ ...lent(), TEMPERA_MINE_URL: baseUrl });
    expect(() => registry.connect(mine(), 'mine')).toThrow(/^the address of host holds a user/);
  });

  it.each(['user:secret@host/v1', 'ftp://user:secret@host/v1'])(
    'that is none is told without a password: %s',
    (address) => {
      const registry = createProviderRegistry({ ...lent(), TEMPERA_MINE_URL: address });
      expect(() => registry.connect(mine(), 'mine')).toThrow('"…@host/v1" is no address, such as https://host/v1');
    },
  );

  it('is the one of the environment, also for the identity', async () => {
    const registry = createProviderRegistry({ ...lent(), TEMPERA_MINE_URL: `${server.url}/other/` });
    await registry.connect(mine(), 'mine').patient.chat(request, never);
    expect(server.received[0]?.path).toBe('/v1/other/chat/completions');
    expect(await registry.identityOf(mine(), 'mine')).toBe(`${server.url}/other`);
  });
});

describe('the sandbox', () => {
  const sandbox = () => ({ TEMPERA_SANDBOX_KEY: 'local', TEMPERA_SANDBOX_URL: server.url });
  const identity = () => createProviderRegistry(sandbox()).identityOf(mine(), 'sandbox');

  it('is known by its state, on whatever port', async () => {
    server.answer = () => ({ body: { id: 'state_1' } });
    expect(await identity()).toBe('sandbox state_1');
    expect(server.received[0]).toMatchObject({ path: '/sandbox/state', headers: { authorization: 'Bearer local' } });
  });

  it('is known by its address where it has no state to tell, so that two who stand in for it are two', async () => {
    server.answer = () => ({ status: 404 });
    expect(await identity()).toBe(server.url);
  });

  it.each([
    [
      { status: 401, body: { error: { code: 'invalid_api_key' } } },
      { action: 'blocked', code: 'invalid_api_key' },
    ],
    [{ status: 503 }, { action: 'retry' }],
    [{ body: { id: 7 } }, { action: 'retry', code: 'unreadable' }],
  ])('is not guessed where it does not say: %j', async (reply, problem) => {
    server.answer = () => reply;
    await expect(identity()).rejects.toMatchObject({ problem });
  });
});

describe('a throttle', () => {
  it('is one for all runs that call the same provider with the same key, whatever their limits', async () => {
    const registry = createProviderRegistry(lent());
    const runs = [
      registry.connect(mine({ concurrency: 2 }), 'mine'),
      registry.connect(mine({ concurrency: 8, timeoutSeconds: 9 }), 'mine'),
    ];
    let inFlight = 0;
    let most = 0;
    server.answer = () => (response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        response.setHeader('content-type', 'application/json');
        response.end('{"choices":[{"finish_reason":"stop","message":{"content":"yes"}}]}');
      }, 5);
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => runs[n % 2]?.patient.chat(request, never)));
    expect(most).toBe(2);
  });
});
