import path from 'node:path';
import { startDevServer } from '../../client/local/dev-server.ts';
import { onFreePorts } from '../../client/local/free-port.ts';
import type { RunningChild } from '../../client/local/processes.ts';
import { startSandbox, startWorker } from '../../client/local/programs.ts';
import { findTemporalCli } from '../../setup/temporal-cli.mjs';

export const programNames = ['server', 'sandbox', 'worker'] as const;
export type ProgramName = (typeof programNames)[number];

/** A Temporal server, a sandbox and a worker as processes of their own, which may be killed and started again. */
export interface Programs {
  /** For a client of theirs: addresses, store and data. */
  env: NodeJS.ProcessEnv;
  /** Without a path. */
  sandboxUrl: string;
  pidOf(name: ProgramName): number;
  /** Starts a program that does not run, on the same port and state as before. */
  start(name: ProgramName): Promise<void>;
  /** Resolves, with how it ended in words, once a program that runs has ended without being told to stop. */
  ended(name: ProgramName): Promise<string>;
  /** Sends SIGKILL and waits for the end. */
  kill(name: ProgramName): Promise<void>;
  /** Ends those that run, the worker first. */
  stop(): Promise<void>;
}

/** Starts all three on free ports, with store, data, state and logs below `directory`. */
export function startPrograms(directory: string, environment: NodeJS.ProcessEnv = {}): Promise<Programs> {
  return onFreePorts({ server: 0, ui: 0, sandbox: 0 }, (ports) => startOn(ports, directory, environment));
}

async function startOn(
  ports: { server: number; ui: number; sandbox: number },
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<Programs> {
  const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
  const env = {
    ...process.env,
    TEMPERA_STORE: path.join(directory, 'store'),
    TEMPERA_DATA: path.join(directory, 'data'),
    TEMPERA_SANDBOX_URL: `${sandboxUrl}/v1`,
    TEMPERA_SANDBOX_KEY: 'local',
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.server}`,
    ...environment,
  };
  const cli = await findTemporalCli();
  const running = new Map<ProgramName, RunningChild<unknown>>();
  let starts = 0;

  function launch(name: ProgramName): Promise<RunningChild<unknown>> {
    const { signal: abort } = new AbortController();
    const common = { env, abort, log: path.join(directory, 'logs', `${name}-${++starts}.log`) };
    switch (name) {
      case 'server':
        return startDevServer({ ...common, directory, cli, port: ports.server, uiPort: ports.ui });
      case 'sandbox':
        return startSandbox({ ...common, port: ports.sandbox, state: path.join(directory, 'sandbox') });
      case 'worker':
        return startWorker(common);
      default:
        return name satisfies never;
    }
  }

  function take(name: ProgramName): RunningChild<unknown> {
    const child = running.get(name);
    if (!child) throw new Error(`the ${name} does not run`);
    return child;
  }

  const programs: Programs = {
    env,
    sandboxUrl,
    pidOf: (name) => take(name).pid,
    async start(name) {
      running.set(name, await launch(name));
    },
    ended: (name) => take(name).failed.catch((error: Error) => error.message),
    async kill(name) {
      const child = take(name);
      process.kill(-child.pid, 'SIGKILL');
      await child.failed.catch(() => undefined);
      running.delete(name);
    },
    async stop() {
      for (const name of programNames.toReversed()) await running.get(name)?.stop();
      running.clear();
    },
  };
  try {
    await Promise.all(programNames.map(programs.start));
    return programs;
  } catch (error) {
    await programs.stop();
    throw error;
  }
}
