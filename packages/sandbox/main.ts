import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ZodError, z } from 'zod';
import { FaultList, type FaultRule } from './faults/fault.ts';
import { startSandbox } from './server.ts';

const USAGE = `node packages/sandbox/main.ts --state DIR [--port 8765] [--host 127.0.0.1] [--requests-per-second N] [--faults FILE]`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8765' },
      host: { type: 'string', default: '127.0.0.1' },
      state: { type: 'string' },
      'requests-per-second': { type: 'string' },
      faults: { type: 'string' },
    },
  });
  if (values.state === undefined) throw new Error('--state DIR is missing');
  return {
    port: numberOf('--port', values.port, 65_535),
    host: values.host,
    stateDir: values.state,
    limits: { requestsPerSecond: optionalNumber('--requests-per-second', values['requests-per-second']) },
    faults: values.faults === undefined ? [] : readFaults(values.faults),
  };
}

function readFaults(path: string): FaultRule[] {
  try {
    return FaultList.parse(JSON.parse(readFileSync(path, 'utf8'))).faults;
  } catch (error) {
    const reason = error instanceof ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
    throw new Error(`--faults ${path}: ${reason}`);
  }
}

function numberOf(name: string, text: string, highest: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= highest))
    throw new Error(`${name}: expected a number up to ${highest}, found "${text}"`);
  return value;
}

const optionalNumber = (name: string, text: string | undefined) =>
  text === undefined ? undefined : numberOf(name, text, 1e6);

/** Ends the start with what a person can mend, and with the usage where the command line is what is wrong. */
function end(error: unknown, code: number, usage = ''): undefined {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exitCode = code;
}

const options = orEnd(readOptions);
if (options) await run(options);

function orEnd<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return end(error, 2, `usage: ${USAGE}\n`);
  }
}

async function run(options: ReturnType<typeof readOptions>): Promise<void> {
  const log = pino({ name: 'sandbox' }, pino.destination(2));
  try {
    const sandbox = await startSandbox({ ...options, key: process.env['TEMPERA_SANDBOX_KEY'] || undefined, log });
    process.stdout.write(`${JSON.stringify({ listening: sandbox.url })}\n`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
  } catch (error) {
    end(`The sandbox cannot start: ${error instanceof Error ? error.message : error}`, 3);
  }
}
