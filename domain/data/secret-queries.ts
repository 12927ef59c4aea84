import type { ImagesSpec } from '../spec/image-hosts.ts';
import { reachOfImage } from '../spec/image-hosts.ts';
import { shownAddress } from './shown-address.ts';

const addresses = /https?:\/\/[^\s"'<>\\^`{|}]+/gi;

/**
 * A value of a row, such as its id, in which no address of an image keeps its query: of a signed one it is a secret, and
 * what rows are known by stands in tables and prompts.
 */
export function withoutSecretQueries(value: unknown, spec: ImagesSpec | undefined): unknown {
  if (!spec) return value;
  if (Array.isArray(value)) return value.map((one) => withoutSecretQueries(one, spec));
  return typeof value === 'string' && value.includes('//') ? withoutQueries(value, spec) : value;
}

function withoutQueries(text: string, spec: ImagesSpec): string {
  return text.replace(addresses, (found) => {
    const address = URL.canParse(found) ? new URL(found) : undefined;
    const isPlain = !address || (!address.search && !address.username && !address.password);
    return isPlain || reachOfImage(spec, address) === undefined ? found : shownAddress(address);
  });
}
