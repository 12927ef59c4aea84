import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Fault, FaultMatch } from '../../packages/sandbox/faults/fault.ts';
import { startSandbox } from '../../packages/sandbox/server.ts';
import { createOpenAiProvider } from '../../providers/openai-provider.ts';
import type { TrainingProvider } from '../../providers/port.ts';
import { addFaults, callsOf, endFaults, resetCalls } from './sandbox-calls.ts';

/** A real sandbox that misbehaves on demand, and the real adapter to it. */
export interface FaultySandbox {
  provider: TrainingProvider;
  /** Makes the calls that match suffer, from now on. */
  inflict(effect: Fault, match?: FaultMatch): Promise<void>;
  /** Ends all faults. */
  heal(): Promise<void>;
  /** Ends all faults and counts from nothing. */
  reset(): Promise<void>;
  /** Calls served, such as of `POST /files`. */
  served(operation: string, model?: string): Promise<number>;
  close(): Promise<void>;
}

/** For one call, in milliseconds: longer than any honest call takes, short enough to wait for. */
export const callTimeout = 1500;

export async function startFaultySandbox(): Promise<FaultySandbox> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'tempera-faulty-'));
  const sandbox = await startSandbox({ stateDir });
  const { origin } = new URL(sandbox.url);
  const heal = () => endFaults(origin);

  return {
    provider: createOpenAiProvider({ address: new URL(sandbox.url), apiKey: 'local', timeout: callTimeout }),
    inflict: (effect, match = {}) => addFaults(origin, [{ match, do: effect }]),
    heal,
    async reset() {
      await heal();
      await resetCalls(origin);
    },
    async served(operation, model) {
      return (await callsOf(origin, operation, model)).reduce((sum, { served }) => sum + served, 0);
    },
    async close() {
      await sandbox.close();
      await rm(stateDir, { recursive: true });
    },
  };
}
