import type { Client } from '@temporalio/client';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { ClientError } from '../program/client-error.ts';
import { connect } from './connect.ts';
import { describeWorkflow } from './temporal-runs.ts';

/** The hashes of a run's files as its history names them, or undefined where no server has one that ended well. */
export async function vouchedHashes(env: NodeJS.ProcessEnv, runId: string): Promise<ArtifactRef | undefined> {
  try {
    const { client, close } = await connect(env);
    return await hashesIn(client, runId).finally(close);
  } catch (error) {
    if (error instanceof ClientError && error.ending === 'cannotStart') return undefined;
    throw error;
  }
}

async function hashesIn(temporal: Client, runId: string): Promise<ArtifactRef | undefined> {
  const description = await describeWorkflow(temporal, runId);
  if (description?.status.name !== 'COMPLETED') return undefined;
  const { hashes }: RunResult = await temporal.workflow.getHandle(runId).result();
  return hashes;
}
