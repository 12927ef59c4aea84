import type { Deployment, Host } from '../../providers/port.ts';

/** A host in memory that counts what it is asked. */
export interface FakeHost extends Host {
  deployments: Map<string, Deployment & { model: string }>;
  /** Deployments that were made, and names that were released. */
  made: string[];
  released: string[];
}

/** Has each deployment ready at the second look; `onReady` hears of the name by which it is asked. */
export function createFakeHost(onReady: (servedAs: string) => void = () => undefined): FakeHost {
  const host: FakeHost = {
    deployments: new Map(),
    made: [],
    released: [],
    async findDeployment(name) {
      const found = host.deployments.get(name);
      if (found?.state !== 'coming') return found;
      Object.assign(found, { state: 'ready', status: 'READY' });
      onReady(found.servedAs);
      return found;
    },
    async deploy({ name, model }) {
      host.made.push(name);
      const deployment = { name, model, state: 'coming' as const, status: 'PROVISIONING', servedAs: `served/${name}` };
      host.deployments.set(name, deployment);
      return deployment;
    },
    async release(name) {
      host.released.push(name);
      host.deployments.delete(name);
    },
  };
  return host;
}
