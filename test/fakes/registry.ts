import type { ConnectedProvider, ProviderRegistry } from '../../providers/registry.ts';

/** A registry with one provider, by whatever name it is asked for. */
export function registryOf(connected: ConnectedProvider, identity = 'https://provider.test/v1'): ProviderRegistry {
  return { connect: () => connected, identityOf: async () => identity };
}
