import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const checkout = resolve(import.meta.dirname, '..', '..');
const lockfile = readFileSync(join(checkout, 'package-lock.json'), 'utf8');

interface LockedPackage {
  version?: string;
  optional?: boolean;
  link?: boolean;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
}

const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(lockfile);
const temporal = Object.keys(packages).filter((path) => /^node_modules\/@temporalio\/\w+$/.test(path));

describe('the lockfile', () => {
  it('names no registry, so that it installs from any', () => {
    const addresses = Object.values(packages).filter(({ link, resolved }) => !link && resolved !== undefined);
    expect(addresses).toEqual([]);
    expect(lockfile).not.toMatch(/"https?:\/\/[^"]*\.tgz"/);
  });

  it('pins the content of each package', () => {
    const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
    expect(installed.filter(([, { integrity }]) => !integrity)).toEqual([]);
  });

  it('holds every Temporal package once, all of one version', () => {
    const versions = new Set(temporal.map((path) => packages[path]?.version));
    const copies = Object.keys(packages).filter((path) => /\/node_modules\/@temporalio\//.test(path));
    expect(temporal.length).toBeGreaterThan(5);
    expect([...versions]).toHaveLength(1);
    expect(copies).toEqual([]);
  });

  // Several copies make Temporal refuse to replay a history from JSON: "type must be a Type".
  it('gives all Temporal packages the same protobufjs 8', () => {
    const used = temporal.map((path) => createRequire(join(checkout, path, 'package.json')).resolve('protobufjs'));
    expect([...new Set(used)]).toEqual([createRequire(join(checkout, 'package.json')).resolve('protobufjs')]);
    expect(packages['node_modules/protobufjs']?.version).toMatch(/^8\./);
  });
});

describe('allowScripts', () => {
  it('decides on each package with an install script', () => {
    const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(
      readFileSync(join(checkout, 'package.json'), 'utf8'),
    );
    const withScript = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
    const undecided = withScript.map(nameOf).filter((name) => allowScripts[name] === undefined);
    expect(undecided.filter((name) => name !== 'fsevents')).toEqual([]);
  });
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
