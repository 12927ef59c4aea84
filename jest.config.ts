import type { Config } from 'jest';

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  // Each test file would read zod's fifty languages anew; messages are in English.
  moduleNameMapper: { '^\\.\\./locales/index\\.js$': '<rootDir>/test/fakes/no-languages.ts' },
} satisfies Config;

export default {
  // A guard against what never ends; the machine may be slow.
  testTimeout: 300_000,
  // Integration mostly waits: one worker on two cores, as Jest has it, would leave both idle for half of the time.
  maxWorkers: 2,
  // Modules of a suite are never let go.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...common,
      displayName: 'unit',
      roots: ['<rootDir>/test'],
      testPathIgnorePatterns: ['/test/domain/', '/test/asking/', '/test/integration/', '/test/long/'],
    },
    // Rules are pure, so that their tests can share modules: read once a worker, not once a file.
    {
      displayName: 'rules',
      roots: ['<rootDir>/test/domain', '<rootDir>/test/asking'],
      runner: 'jest-light-runner',
      setupFiles: ['<rootDir>/test/fakes/jest-globals.ts'],
    },
    {
      ...common,
      displayName: 'integration',
      roots: ['<rootDir>/test/integration'],
      globalSetup: '<rootDir>/test/integration/global-setup.ts',
    },
    // A minute each and more, with programs that are killed or lied to: a command of their own, `npm run long`.
    { ...common, displayName: 'long', roots: ['<rootDir>/test/long'] },
  ],
} satisfies Config;
