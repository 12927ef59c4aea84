import path from 'node:path';
import { findTemporalCli } from '../../setup/temporal-cli.mjs';
import { ClientError } from '../program/client-error.ts';
import { chosenAddress } from '../temporal/connect.ts';
import { childEnvironment, sandboxEnvironment, workerEnvironment } from './child-environment.ts';
import { startDevServer } from './dev-server.ts';
import { onFreePorts } from './free-port.ts';
import { requireUnused } from './in-use.ts';
import { requireInstalled } from './installed.ts';
import type { RunningChild } from './processes.ts';
import { startSandbox, startWorker } from './programs.ts';

/** What a local environment is made of. */
export interface LocalOptions {
  /** Takes the server's database, the sandbox's state and the logs. */
  directory: string;
  env: NodeJS.ProcessEnv;
  /** 0 stands for any free one. */
  ports: { temporal: number; ui: number; sandbox: number };
  store: string;
  data: string;
  /** Ends the start, and what it has started. */
  abort: AbortSignal;
}

/** A Temporal server, a sandbox and a worker on this machine. */
export interface LocalEnvironment {
  /** For whoever works with them: their addresses, the store and the data. */
  env: NodeJS.ProcessEnv;
  temporalAddress: string;
  /** Of the Temporal UI; absent when the user has chosen a server elsewhere. */
  uiAddress?: string;
  sandboxAddress: string;
  /** The sandbox's key, unless it is the user's own. */
  sandboxKey?: string;
  /** Rejects when one of them ends by itself. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

const usualKey = 'local';

/** Starts all three at once, or all but the server when Temporal's variables or profile name one. */
export async function startLocalEnvironment(options: LocalOptions): Promise<LocalEnvironment> {
  requireInstalled('sandbox');
  requireUnused(options.directory);
  const cli = chosenAddress(options.env) === undefined ? await temporalCli(options.env) : undefined;
  return await onFreePorts(options.ports, (ports) => startOn({ ...options, ports }, cli));
}

async function startOn(options: LocalOptions, cli: string | undefined): Promise<LocalEnvironment> {
  const env = environmentOf(options, cli !== undefined);
  const children = await allOrNone(options.abort, (abort) => programsOf({ ...options, env, abort }, cli));
  return {
    env,
    temporalAddress: chosenAddress(options.env) ?? serverAddress(options),
    ...(cli !== undefined && { uiAddress: `http://localhost:${options.ports.ui}` }),
    sandboxAddress: sandboxAddress(options),
    ...(!options.env['TEMPERA_SANDBOX_KEY'] && { sandboxKey: usualKey }),
    failed: Promise.race(children.map(({ failed }) => failed)),
    stop: () => stopInOrder(children),
  };
}

function environmentOf(options: LocalOptions, usesOwnServer: boolean): NodeJS.ProcessEnv {
  const { env, store, data } = options;
  return {
    ...env,
    TEMPERA_STORE: store,
    TEMPERA_DATA: data,
    TEMPERA_SANDBOX_URL: sandboxAddress(options),
    TEMPERA_SANDBOX_KEY: env['TEMPERA_SANDBOX_KEY'] || usualKey,
    ...(usesOwnServer && { TEMPORAL_ADDRESS: serverAddress(options) }),
  };
}

function serverAddress({ ports }: LocalOptions): string {
  return `127.0.0.1:${ports.temporal}`;
}

function sandboxAddress({ ports }: LocalOptions): string {
  return `http://127.0.0.1:${ports.sandbox}/v1`;
}

type Starting = Promise<RunningChild<unknown>>;

function programsOf({ directory, env, ports, abort }: LocalOptions, cli: string | undefined): Starting[] {
  const common = (name: string) => ({ abort, log: path.join(directory, `${name}.log`) });
  const state = path.join(directory, 'sandbox');
  const sandbox = startSandbox({ ...common('sandbox'), env: sandboxEnvironment(env), port: ports.sandbox, state });
  // The sandbox alone can tell whether another works in this folder: two servers on one database would ruin it.
  const server = async (command: string) => {
    await sandbox;
    const { temporal: port, ui: uiPort } = ports;
    return await startDevServer({ env: childEnvironment(env), abort, directory, cli: command, port, uiPort });
  };
  return [
    startWorker({ ...common('worker'), env: workerEnvironment(env) }),
    sandbox,
    ...(cli === undefined ? [] : [server(cli)]),
  ];
}

/** When one cannot start, the others are ended before the error goes up. */
async function allOrNone(abort: AbortSignal, start: (abort: AbortSignal) => Starting[]) {
  const failure = new AbortController();
  const starting = start(AbortSignal.any([abort, failure.signal]));
  try {
    return await Promise.all(starting);
  } catch (error) {
    failure.abort(error);
    const outcomes = await Promise.allSettled(starting);
    await stopInOrder(outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value));
    throw error;
  }
}

async function temporalCli(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await findTemporalCli({ env });
  } catch (error) {
    throw new ClientError('cannotStart', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The worker first, so that nothing it does is cut off. */
async function stopInOrder(children: readonly RunningChild<unknown>[]): Promise<void> {
  for (const child of children) await child.stop();
}
