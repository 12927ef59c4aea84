import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { requireInstalled } from '../../../client/local/installed.ts';
import { exitCodes } from '../../../client/program/exit-codes.ts';

describe('requireInstalled', () => {
  let checkout: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'tempera-installed-'));
  });

  afterEach(() => rmSync(checkout, { recursive: true }));

  it.each(['sandbox', 'demo'] as const)('finds %s in this checkout', (name) => {
    expect(() => requireInstalled(name)).not.toThrow();
  });

  it('names the folder that an image of the service alone does not hold, and what to do', () => {
    const refusal = refusalOf('sandbox');
    expect(refusal.message).toMatch(/needs the sandbox, and packages\/sandbox is not installed.*run "npm ci"/);
    expect(exitCodes[refusal.ending]).toBe(3);
  });

  it('names the package that an install of the service alone leaves out', () => {
    writePackage('packages/demo', { there: '1.0.0', '@fonts/absent': '1.0.0' });
    writePackage('node_modules/there', {});
    expect(refusalOf('demo').message).toMatch(/needs the demo's covers, and @fonts\/absent is not installed/);
    writePackage('node_modules/@fonts/absent', {});
    expect(() => requireInstalled('demo', checkout)).not.toThrow();
  });

  function refusalOf(name: 'sandbox' | 'demo') {
    try {
      requireInstalled(name, checkout);
    } catch (error) {
      return error as { message: string; ending: keyof typeof exitCodes };
    }
    throw new Error(`${name} was found`);
  }

  function writePackage(folder: string, dependencies: Record<string, string>): void {
    mkdirSync(join(checkout, folder), { recursive: true });
    writeFileSync(
      join(checkout, folder, 'package.json'),
      JSON.stringify({ name: 'x', version: '1.0.0', dependencies }),
    );
  }
});
