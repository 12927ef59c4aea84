import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { childEnvironment, sandboxEnvironment, workerEnvironment } from '../../../client/local/child-environment.ts';
import { requireUnused } from '../../../client/local/in-use.ts';
import { anyPorts, requireFreePorts } from '../../../client/local/place.ts';
import { startSandbox } from '../../../packages/sandbox/server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tempera-place-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('requireUnused', () => {
  it('refuses a folder for as long as a sandbox works in it', async () => {
    expect(() => requireUnused(folder)).not.toThrow();
    const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
    expect(() => requireUnused(folder)).toThrow(`A sandbox works in ${folder} already`);
    await sandbox.close();
    expect(() => requireUnused(folder)).not.toThrow();
  });
});

describe('requireFreePorts', () => {
  it('names the port that is taken; those of a server elsewhere do not count', async () => {
    const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
    const taken = Number(new URL(sandbox.url).port);
    const ports = anyPorts;
    await expect(requireFreePorts({}, ports)).resolves.toBeUndefined();
    await expect(requireFreePorts({}, { ...ports, temporal: taken })).rejects.toThrow(
      `Port ${taken} (temporal) is taken`,
    );
    const elsewhere = { TEMPORAL_ADDRESS: 'temporal.example:7233' };
    await expect(requireFreePorts(elsewhere, { ...ports, temporal: taken })).resolves.toBeUndefined();
    await expect(requireFreePorts(elsewhere, { ...ports, sandbox: taken })).rejects.toThrow(`Port ${taken} (sandbox)`);
    await sandbox.close();
  });
});

describe('the environment of a child', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/me',
    LC_ALL: 'C',
    OPENAI_API_KEY: 'a',
    MY_KEY: 'b',
    GITHUB_TOKEN: 'c',
    TEMPORAL_API_KEY: 'd',
    NODE_AUTH_TOKEN: 'e',
    TEMPERA_SANDBOX_KEY: 'f',
  };

  it('holds no key at all, but for the sandbox that which it asks for', () => {
    const plain = { PATH: '/bin', HOME: '/home/me', LC_ALL: 'C' };
    expect(childEnvironment(env)).toEqual(plain);
    expect(sandboxEnvironment(env)).toEqual({ ...plain, TEMPERA_SANDBOX_KEY: 'f' });
  });

  it('holds, for a worker, what it may lend and how it reaches others, and no key of anybody else', () => {
    const settings = {
      TEMPERA_KEYS: 'MY_KEY=https://a.example, MINE_HEADERS=https://a.example',
      TEMPERA_STORE: 'store',
      https_proxy: 'http://proxy:3128',
      SSL_CERT_FILE: '/ca.pem',
      NODE_USE_ENV_PROXY: '1',
    };
    const others = { AWS_SECRET_ACCESS_KEY: 'g', ANTHROPIC_API_KEY: 'h', MINE_HEADERS: 'i' };
    const { GITHUB_TOKEN: _, NODE_AUTH_TOKEN: __, ...lent } = env;
    expect(workerEnvironment({ ...env, ...settings, ...others })).toEqual({ ...lent, ...settings, MINE_HEADERS: 'i' });
    const { MY_KEY: ___, ...usual } = lent;
    expect(workerEnvironment(env)).toEqual(usual);
  });

  it('holds, for a worker, which hub data comes from and the token for it, and no other program holds them', () => {
    const hub = { HF_ENDPOINT: 'https://hub.example', HF_TOKEN: 'hf_a' };
    expect(workerEnvironment({ ...hub, HF_OTHER: 'b' })).toEqual(hub);
    expect(sandboxEnvironment(hub)).toEqual({});
  });

  it("holds AWS's variables where the store is on S3, and nowhere else", () => {
    const aws = { AWS_REGION: 'eu-central-1', AWS_SECRET_ACCESS_KEY: 'g' };
    const onS3 = { TEMPERA_STORE: 's3://bucket/prefix', ...aws };
    expect(workerEnvironment(onS3)).toEqual(onS3);
    expect(workerEnvironment({ ...onS3, TEMPERA_STORE: 's3-like/folder' })).toEqual({
      TEMPERA_STORE: 's3-like/folder',
    });
    expect(sandboxEnvironment(onS3)).toEqual({});
  });
});
