import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

const checkout = resolve(import.meta.dirname, '..', '..');

/** The lines of each file. */
type House = Record<string, readonly string[]>;

// A small house in which all is well, with every import that the rules allow between folders.
const goodHouse: House = {
  'domain/run/plan.ts': ["import type { Spec } from '../spec.ts';", 'export const plan = (spec: Spec) => spec;'],
  'domain/spec.ts': ["export * as Spec from 'zod';", "export { createHash } from 'node:crypto';"],
  'storage/segments.ts': ["export { readFileSync } from 'node:fs';", "export { Spec } from '../domain/spec.ts';"],
  'storage/open-store.ts': ["export * as segments from './segments.ts';"],
  'runs/open-run.ts': [
    "export * as segments from '../storage/segments.ts';",
    "export { Spec } from '../domain/spec.ts';",
  ],
  'sources/open-source.ts': ["export { Spec } from '../domain/spec.ts';"],
  'providers/port.ts': ["export { Spec } from '../domain/spec.ts';"],
  'preparing/prepare.ts': [
    "export { Spec } from '../domain/spec.ts';",
    "export * as run from '../runs/open-run.ts';",
    "export * as source from '../sources/open-source.ts';",
    "export * as store from '../storage/open-store.ts';",
  ],
  'activities/answer.ts': [
    "export { log } from '@temporalio/activity';",
    "export { Spec } from '../domain/spec.ts';",
    "export * as port from '../providers/port.ts';",
    "export * as prepare from '../preparing/prepare.ts';",
    "export * as run from '../runs/open-run.ts';",
    "export * as source from '../sources/open-source.ts';",
    "export * as store from '../storage/open-store.ts';",
  ],
  'workflows/contract.ts': [
    "export { defineQuery } from '@temporalio/workflow';",
    "export type { Spec } from '../domain/spec.ts';",
  ],
  'workflows/run.ts': [
    "import type { log } from '../activities/answer.ts';",
    "export { plan } from '../domain/run/plan.ts';",
    "export { defineQuery } from './contract.ts';",
    'export type Log = typeof log;',
  ],
  'worker/main.ts': [
    "export * as answer from '../activities/answer.ts';",
    "export * as port from '../providers/port.ts';",
    "export * as run from '../runs/open-run.ts';",
    "export * as source from '../sources/open-source.ts';",
    "export * as store from '../storage/segments.ts';",
    "export * as contract from '../workflows/contract.ts';",
  ],
  'client/main.ts': [
    "export * as prepare from '../preparing/prepare.ts';",
    "export * as run from '../runs/open-run.ts';",
    "export * as source from '../sources/open-source.ts';",
    "export * as spec from '../domain/spec.ts';",
    "export * as covers from '../packages/demo/make.ts';",
    "export * as cli from '../setup/temporal-cli.mjs';",
    "export * as store from '../storage/open-store.ts';",
    "export * as contract from '../workflows/contract.ts';",
  ],
  'packages/sandbox/main.ts': ["export { createServer } from 'node:http';"],
  'packages/demo/make.ts': ["export * as sharp from 'sharp';"],
  'setup/temporal-cli.mjs': ["export { join } from 'node:path';"],
  'test/a.ts': ['export type A = string;'],
  'test/b.ts': ["export type { A } from './a.ts';"],
  'test/run.test.ts': ["export * as client from '../client/main.ts';"],
  'bench/answers.ts': ["export * as sandbox from '../packages/sandbox/main.ts';"],
};

// Rule, file, a line that breaks it there, and what the line imports.
const breaches = [
  ['domain-imports', 'domain/spec.ts', "import '../storage/segments.ts';", 'storage/segments.ts'],
  ['domain-imports', 'domain/spec.ts', "export type { port } from '../providers/port.ts';", 'providers/port.ts'],
  ['domain-is-pure', 'domain/spec.ts', "import 'node:fs/promises';", 'fs/promises'],
  ['domain-is-pure', 'domain/spec.ts', "import 'http';", 'http'],
  ['domain-is-pure', 'domain/spec.ts', "import '@temporalio/common';", 'node_modules/@temporalio/common/'],
  ['plan-is-pure', 'domain/run/plan.ts', "import '../spec.ts';", 'domain/spec.ts'],
  ['plan-is-pure', 'domain/run/plan.ts', "import 'zod';", 'node_modules/zod/'],
  ['asking-imports', 'asking/key.ts', "import '../providers/port.ts';", 'providers/port.ts'],
  ['storage-imports', 'storage/segments.ts', "import '../runs/open-run.ts';", 'runs/open-run.ts'],
  [
    'no-temporal-below-activities',
    'storage/segments.ts',
    "import '@temporalio/common';",
    'node_modules/@temporalio/common/',
  ],
  [
    'no-temporal-below-activities',
    'runs/open-run.ts',
    "import '@temporalio/client';",
    'node_modules/@temporalio/client/',
  ],
  ['runs-imports', 'runs/open-run.ts', "import '../sources/open-source.ts';", 'sources/open-source.ts'],
  ['runs-imports', 'runs/open-run.ts', "import type { A } from '../client/main.ts';", 'client/main.ts'],
  ['sources-imports', 'sources/open-source.ts', "import '../storage/segments.ts';", 'storage/segments.ts'],
  ['providers-imports', 'providers/port.ts', "import '../storage/segments.ts';", 'storage/segments.ts'],
  ['activities-imports', 'activities/answer.ts', "import '../workflows/contract.ts';", 'workflows/contract.ts'],
  ['activities-imports', 'activities/answer.ts', "export * from '../worker/main.ts';", 'worker/main.ts'],
  [
    'workflows-imports',
    'workflows/run.ts',
    "export type { store } from '../storage/segments.ts';",
    'storage/segments.ts',
  ],
  ['workflow-values', 'workflows/run.ts', "export * from '../activities/answer.ts';", 'activities/answer.ts'],
  ['workflow-values', 'workflows/lazy.ts', "import('../activities/answer.ts');", 'activities/answer.ts'],
  ['workflow-values', 'workflows/run.ts', "import { Spec } from '../domain/spec.ts';", 'domain/spec.ts'],
  ['workflow-packages', 'workflows/run.ts', "import 'node:crypto';", 'crypto'],
  ['workflow-packages', 'workflows/run.ts', "import 'zod';", 'node_modules/zod/'],
  ['workflow-packages', 'workflows/run.ts', "import 'openai';", 'node_modules/openai/'],
  ['contract-values', 'workflows/contract.ts', "import '../domain/run/plan.ts';", 'domain/run/plan.ts'],
  ['worker-imports', 'worker/main.ts', "import '../client/main.ts';", 'client/main.ts'],
  ['activities-imports', 'activities/answer.ts', "import '../storage/segments.ts';", 'storage/segments.ts'],
  ['client-imports', 'client/main.ts', "import '../activities/answer.ts';", 'activities/answer.ts'],
  ['preparing-imports', 'preparing/prepare.ts', "import '../providers/port.ts';", 'providers/port.ts'],
  ['preparing-imports', 'preparing/prepare.ts', "import '../activities/answer.ts';", 'activities/answer.ts'],
  ['client-imports', 'client/main.ts', "import '../storage/segments.ts';", 'storage/segments.ts'],
  ['client-imports', 'client/main.ts', "import '../workflows/run.ts';", 'workflows/run.ts'],
  ['client-imports', 'client/main.ts', "import '../packages/sandbox/main.ts';", 'packages/sandbox/main.ts'],
  ['packages/sandbox-imports', 'packages/sandbox/main.ts', "import '../../domain/spec.ts';", 'domain/spec.ts'],
  ['packages/demo-imports', 'packages/demo/make.ts', "import '../../client/main.ts';", 'client/main.ts'],
  ['setup-imports', 'setup/temporal-cli.mjs', "import '../domain/run/plan.ts';", 'domain/run/plan.ts'],
  ['setup-without-packages', 'setup/temporal-cli.mjs', "import 'zod';", 'node_modules/zod/'],
  ['no-development-packages', 'worker/main.ts', "import 'fast-check';", 'node_modules/fast-check/'],
  ['no-cycles', 'test/a.ts', "import './b.ts';", 'test/b.ts'],
  ['no-unknown-imports', 'domain/spec.ts', "import './gone.ts';", './gone.ts'],
] as const;

describe('the import rules', () => {
  let broken: readonly string[];

  beforeAll(() => {
    broken = violations(breaches.reduce(withLine, goodHouse));
  });

  it('accept a house in which all is well', () => {
    expect(violations(goodHouse)).toEqual([]);
  });

  it.each(breaches)('say %s when %s holds %s', (rule, file, _line, imported) => {
    const found = broken.filter((violation) => violation.startsWith(`${rule}: ${file} → `));
    expect(found).toContainEqual(expect.stringContaining(imported));
  });

  it('are each broken by one of these lines', () => {
    const rules = new Set(broken.map((violation) => violation.split(':')[0]));
    expect(rules).toEqual(new Set(breaches.map(([rule]) => rule)));
  });
});

function withLine(house: House, [, file, line]: (typeof breaches)[number]): House {
  return { ...house, [file]: [line, ...(house[file] ?? [])] };
}

interface CruiseResult {
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

function violations(house: House): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-house-'));
  try {
    furnish(folder, house);
    const cruiser = join(checkout, 'node_modules', '.bin', 'depcruise');
    const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.'];
    const { stdout } = spawnSync(process.execPath, [cruiser, ...args], { cwd: folder, encoding: 'utf8' });
    const { summary }: CruiseResult = JSON.parse(stdout);
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function furnish(folder: string, house: House): void {
  for (const name of ['package.json', '.dependency-cruiser.mjs'])
    copyFileSync(join(checkout, name), join(folder, name));
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, lines] of Object.entries(house)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), lines.join('\n'));
  }
}
