import type { RunSpec } from '../../spec/run-spec.ts';

/** The currency of a spec's prices, which is one where it sets a cap. */
export function currencyOf({ providers }: Pick<RunSpec, 'providers'>): string {
  const [priced] = Object.values(providers).filter(({ prices }) => Object.keys(prices).length > 0);
  return priced?.currency ?? 'USD';
}
