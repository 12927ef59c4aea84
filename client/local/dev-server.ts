import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { type RunningChild, startChild } from './processes.ts';

/** Where a Temporal dev server listens and keeps its runs. */
export interface DevServerOptions {
  directory: string;
  port: number;
  uiPort: number;
  /** The Temporal CLI. */
  cli: string;
  env: NodeJS.ProcessEnv;
  abort: AbortSignal;
}

/** Starts a Temporal dev server that knows Tempera's search attributes, and waits until it takes runs. */
export async function startDevServer(options: DevServerOptions): Promise<RunningChild<void>> {
  const { directory, port, uiPort, cli, env, abort } = options;
  mkdirSync(directory, { recursive: true });
  const attributes = Object.values(searchAttributes).map(({ name, type }) => `${name}=${titleCase(type)}`);
  return await startChild({
    name: 'the Temporal server',
    command: cli,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`, '--ui-port', `${uiPort}`],
      ...['--db-filename', path.join(directory, 'temporal.db'), '--log-level', 'error'],
      ...attributes.flatMap((attribute) => ['--search-attribute', attribute]),
    ],
    env,
    abort,
    log: path.join(directory, 'temporal.log'),
    ready: (_, givenUp) => untilItTakesRuns(`127.0.0.1:${port}`, givenUp),
    readyWithin: 30_000,
  });
}

async function untilItTakesRuns(address: string, givenUp: AbortSignal): Promise<void> {
  while (!givenUp.aborted) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2 seconds' });
      await connection.workflowService.describeNamespace({ namespace: 'default' }).finally(() => connection.close());
      return;
    } catch {
      await sleep(100);
    }
  }
}

function titleCase(word: string): string {
  return `${word.charAt(0)}${word.slice(1).toLowerCase()}`;
}
