/** Keys that go to a provider's own origin without being listed. */
export const ownProviders = [
  { name: 'OPENAI', key: 'OPENAI_API_KEY', origin: 'https://api.openai.com' },
  { name: 'SANDBOX', key: 'TEMPERA_SANDBOX_KEY', origin: 'http://127.0.0.1:8765' },
] as const;

/** Holds headers that a provider wants, by its name in capitals. */
export function headersVariable(name: string): string {
  return `TEMPERA_${name}_HEADERS`;
}

/** Names of all variables that a worker may lend to somebody, by what stands in its `TEMPERA_KEYS`. */
export function lentVariables(listed: string | undefined): string[] {
  const own = ownProviders.flatMap(({ name, key }) => [key, headersVariable(name)]);
  return [...own, ...[...(listed ?? '').matchAll(/(\w+)=/g)].map(([, name]) => String(name))];
}
