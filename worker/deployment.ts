import type { WorkerDeploymentOptions } from '@temporalio/worker';
import { findBuild } from '../setup/build.mjs';

/**
 * How this worker takes part in Worker Versioning, where a deployment is named: a run ends on the version that it began on.
 * Undefined without a name: then any worker takes any run.
 */
export async function findDeployment(environment: NodeJS.ProcessEnv): Promise<WorkerDeploymentOptions | undefined> {
  // As Temporal's Worker Controller names them; an empty one counts as none, since Compose passes such on.
  const deploymentName = environment['TEMPORAL_DEPLOYMENT_NAME'];
  if (!deploymentName) return undefined;
  return {
    useWorkerVersioning: true,
    version: { deploymentName, buildId: environment['TEMPORAL_WORKER_BUILD_ID'] || (await findBuild()) },
    defaultVersioningBehavior: 'PINNED',
  };
}
