import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packagesAreThere } from '../../setup/packages.mjs';

const all = {
  'node_modules/a': { version: '1.0.0' },
  'packages/a-workspace/node_modules/a': { version: '2.0.0' },
};

describe('packagesAreThere', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tempera-packages-'));
    mkdirSync(join(folder, 'node_modules'));
    lock('package-lock.json', {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-another-system': { version: '2.0.0', optional: true },
      'node_modules/a-workspace': { resolved: 'packages/a-workspace', link: true },
      'packages/a-workspace': { version: '0.1.0' },
      'packages/a-workspace/node_modules/a': { version: '2.0.0' },
    });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is false before anything is installed, or when an install was cut short', () => {
    expect(packagesAreThere(folder)).toBe(false);
  });

  it('is true when all is there but what is optional, and what the checkout itself holds', () => {
    lock('node_modules/.package-lock.json', all);
    expect(packagesAreThere(folder)).toBe(true);
  });

  it.each([
    ['a package is missing', { ...all, 'node_modules/a': undefined, 'node_modules/b': { version: '1.0.0' } }],
    ['a package of a workspace is missing', { ...all, 'packages/a-workspace/node_modules/a': undefined }],
    ['a package has another version', { ...all, 'node_modules/a': { version: '1.0.1' } }],
    ['an optional package has another version', { ...all, 'node_modules/for-another-system': { version: '1.9.0' } }],
  ])('is false when %s', (_case, installed) => {
    lock('node_modules/.package-lock.json', installed);
    expect(packagesAreThere(folder)).toBe(false);
  });

  function lock(file: string, packages: object): void {
    writeFileSync(join(folder, file), JSON.stringify({ lockfileVersion: 3, packages }));
  }
});
