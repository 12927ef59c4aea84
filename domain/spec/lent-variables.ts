import { knownProviders } from './known-providers.ts';

/** Keys that go to a provider's own origin without being listed; the name is in capitals. */
export const ownProviders = Object.entries(knownProviders).map(([name, { baseUrl, keyVariable }]) => ({
  name: name.toUpperCase(),
  key: keyVariable,
  origin: new URL(baseUrl).origin,
}));

/** Holds headers that a provider wants, by its name in capitals. */
export function headersVariable(name: string): string {
  return `TEMPERA_${name}_HEADERS`;
}

/** Names of all variables that a worker may lend to somebody, by what stands in its `TEMPERA_KEYS`. */
export function lentVariables(listed: string | undefined): string[] {
  const own = ownProviders.flatMap(({ name, key }) => [key, headersVariable(name)]);
  return [...own, ...[...(listed ?? '').matchAll(/(\w+)=/g)].map(([, name]) => String(name))];
}
