import type { ImagesSpec } from '../spec/image-hosts.ts';
import { reachOfImage } from '../spec/image-hosts.ts';
import { shownAddress } from './shown-address.ts';

/** In a query stands whatever browsers take, such as `id|secret`; what ends it may be of the text around it. */
const addresses = /https?:\/\/[^\s"'<>\\^`{|}?#]+(?:[?#][^\s"<>]*[^\s"<>'`)\]},;])?/gi;

/**
 * A value of a row, such as its id, in which no address of an image keeps its query: of a signed one it is a secret, and
 * what rows are known by stands in tables and prompts. Of a column of images the whole value is an address, whatever it holds.
 */
export function withoutSecretQueries(value: unknown, spec: ImagesSpec | undefined, isOfImages = false): unknown {
  if (!spec) return value;
  if (Array.isArray(value)) return value.map((one) => withoutSecretQueries(one, spec, isOfImages));
  if (typeof value !== 'string') return value;
  return (isOfImages && withoutQuery(value, spec)) || withoutQueries(value, spec);
}

function withoutQueries(text: string, spec: ImagesSpec): string {
  return text.replace(addresses, (found) => withoutQuery(found, spec) ?? found);
}

/** An address of an allowed host as it may be shown; undefined of what is none, and of one without secrets. */
function withoutQuery(text: string, spec: ImagesSpec): string | undefined {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = !address || !(address.search || address.hash || address.username || address.password);
  return isPlain || reachOfImage(spec, address) === undefined ? undefined : shownAddress(address);
}
