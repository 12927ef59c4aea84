import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../../packages/sandbox/server.ts';
import { inTransaction, openDatabase } from '../../../packages/sandbox/state/database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tempera-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const idOf = async (stateDir: string) => {
  const sandbox = await startSandbox({ stateDir });
  try {
    const response = await fetch(new URL('/sandbox/state', sandbox.url));
    const { id } = (await response.json()) as { id: string };
    expect(response.headers.get('x-sandbox-id')).toBe(id);
    return id;
  } finally {
    await sandbox.close();
  }
};

describe('the id of a state', () => {
  it('stays with it, whatever the port, and goes with a copy', async () => {
    const id = await idOf(join(folder, 'a'));
    cpSync(join(folder, 'a'), join(folder, 'copy'), { recursive: true });
    expect(id).toMatch(/^sandbox-[\da-f]{32}$/);
    expect([await idOf(join(folder, 'a')), await idOf(join(folder, 'copy'))]).toEqual([id, id]);
    expect(await idOf(join(folder, 'b'))).not.toBe(id);
  });
});

describe('a second sandbox on a state', () => {
  it.each([
    ['the same port', true, /EADDRINUSE/],
    ['another port', false, /belongs to a sandbox that runs/],
  ])('on %s leaves the first alone, its uploads under way included', async (_, isSame, reason) => {
    const first = await startSandbox({ stateDir: folder });
    try {
      writeFileSync(join(folder, 'files', 'file-under-way'), 'half');
      const port = isSame ? Number(new URL(first.url).port) : 0;
      await expect(startSandbox({ stateDir: folder, port })).rejects.toThrow(reason);
      expect(readdirSync(join(folder, 'files'))).toEqual(['file-under-way']);
      expect((await fetch(new URL('/sandbox/health', first.url))).ok).toBe(true);
    } finally {
      await first.close();
    }
  });
});

describe('inTransaction', () => {
  it('throws what went wrong, also where the transaction has ended meanwhile', () => {
    const database = openDatabase(folder);
    const work = () => {
      database.sql.exec('ROLLBACK');
      throw new Error('the disk is full');
    };
    expect(() => inTransaction(database, work)).toThrow('the disk is full');
    expect(inTransaction(database, () => 1)).toBe(1);
    database.close();
  });
});
