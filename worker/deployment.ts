import type { WorkerDeploymentOptions } from '@temporalio/worker';
import { z } from 'zod';
import { findBuild } from '../setup/build.mjs';

// As Temporal's Worker Controller sets them.
const Environment = z.object({
  TEMPORAL_DEPLOYMENT_NAME: z.string().min(1).optional(),
  TEMPORAL_WORKER_BUILD_ID: z.string().min(1).optional(),
});

/**
 * How this worker takes part in Worker Versioning, where a deployment is named: a run ends on the version that it began on.
 * Undefined without a name: then any worker takes any run.
 */
export async function findDeployment(environment: NodeJS.ProcessEnv): Promise<WorkerDeploymentOptions | undefined> {
  const { TEMPORAL_DEPLOYMENT_NAME, TEMPORAL_WORKER_BUILD_ID } = Environment.parse(environment);
  if (TEMPORAL_DEPLOYMENT_NAME === undefined) return undefined;
  return {
    useWorkerVersioning: true,
    version: { deploymentName: TEMPORAL_DEPLOYMENT_NAME, buildId: TEMPORAL_WORKER_BUILD_ID ?? (await findBuild()) },
    defaultVersioningBehavior: 'PINNED',
  };
}
