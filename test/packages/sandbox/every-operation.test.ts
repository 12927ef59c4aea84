import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OperationCalls } from '../../../packages/sandbox/state/call-log.ts';
import { faultsOf, OPERATIONS } from './contract/document.ts';
import { type Harness, openHarness } from './harness.ts';

let harness: Harness;
const KEY = 'sk-right';

beforeAll(async () => {
  harness = await openHarness({ key: KEY });
});
afterAll(async () => await harness.close());

const control = async (path: string, method: string, body?: object) =>
  await fetch(new URL(path, harness.sandbox.url), {
    method,
    headers: { authorization: `Bearer ${KEY}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
const inflict = async (effect: object) => await control('/sandbox/faults', 'POST', { faults: [{ do: effect }] });

afterEach(async () => await control('/sandbox/faults', 'DELETE'));

/** Calls an operation, on a thing that is not there where it is about one. */
async function call(operation: string, key = KEY): Promise<Response> {
  const [method = '', path = ''] = operation.split(' ');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const url = harness.sandbox.url + path.replace(/\{\w+\}/g, 'none');
  return await fetch(url, { method, headers, body: method === 'POST' ? '{}' : null });
}

describe('every operation of the document that the sandbox serves', () => {
  it.each(OPERATIONS)(
    '%s wants the key, answers in the shape of the API, and is struck by faults',
    async (operation) => {
      expect((await call(operation, 'sk-wrong')).status).toBe(401);
      const response = await call(operation);
      expect(response.status).toBeLessThan(500);
      expect(faultsOf(operation, response.status, await response.json())).toEqual([]);
      await inflict({ kind: 'status', status: 503, code: 'server_is_overloaded' });
      const struck = await call(operation);
      expect([struck.status, Object(await struck.json()).error.code]).toEqual([503, 'server_is_overloaded']);
      await control('/sandbox/faults', 'DELETE');
      await inflict({ kind: 'cut' });
      await expect(call(operation)).rejects.toThrow();
      await control('/sandbox/faults', 'DELETE');
      await inflict({ kind: 'invalid-json' });
      await expect((await call(operation)).json()).rejects.toThrow();
    },
  );

  it('is counted by its name, whatever it was answered', async () => {
    await control('/sandbox/calls', 'DELETE');
    for (const operation of OPERATIONS) await call(operation, 'sk-wrong');
    const response = await control('/sandbox/calls', 'GET');
    const { operations } = Object(await response.json()) as { operations: OperationCalls[] };
    expect(operations.map(({ operation, rejected }) => [operation, rejected])).toEqual(
      [...OPERATIONS].sort().map((operation) => [operation, { 401: 1 }]),
    );
  });
});
