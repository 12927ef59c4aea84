import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../worker/config.ts';
import { findDeployment } from '../../worker/deployment.ts';

describe('the environment of a worker', () => {
  it('takes an empty variable for none, as Compose passes one on', async () => {
    expect(readConfig({ TEMPERA_METRICS: '' }).metrics).toBeUndefined();
    expect(await findDeployment({ TEMPORAL_DEPLOYMENT_NAME: '', TEMPORAL_WORKER_BUILD_ID: 'b' })).toBeUndefined();
  });

  it('names the variable that cannot be used', () => {
    expect(() => readConfig({ TEMPERA_METRICS: 'nowhere' })).toThrow(/^TEMPERA_METRICS: expected an address/);
  });

  it('names a version by its build, else by what it is made of', async () => {
    const versionOf = async (buildId: string) => {
      const deployment = await findDeployment({ TEMPORAL_DEPLOYMENT_NAME: 'd', TEMPORAL_WORKER_BUILD_ID: buildId });
      return deployment?.version;
    };
    expect(await versionOf('b')).toEqual({ deploymentName: 'd', buildId: 'b' });
    expect(await versionOf('')).toEqual({ deploymentName: 'd', buildId: expect.stringMatching(/\+[0-9a-f]{8}$/) });
  });
});
