import { hasImageEnding } from '../data/image-names.ts';
import type { ColumnFacts } from './column-facts.ts';
import { isCalled } from './names.ts';
import { quoted, Undecided } from './undecided.ts';

/** Pictures that a column names by their addresses. */
export interface AddressedPictures {
  hosts: readonly string[];
  /** Texts that are addresses of these hosts. */
  found: readonly string[];
}

/** Hosts that a spec names one by one. */
const mostHosts = 8;

/**
 * The hosts of a column of addresses of pictures; undefined where it holds others. Names of the public internet alone: whether
 * a program may go into a private network is not for data to say. Throws {@link Undecided} where they are many.
 */
export function addressesIn({ name, values, texts }: ColumnFacts): AddressedPictures | undefined {
  const addresses = values.flatMap((text) =>
    /^https?:\/\//i.test(text) && URL.canParse(text) ? { text, url: new URL(text) } : [],
  );
  const pictures = addresses.filter(({ url }) => hasImageEnding(url.pathname));
  if (texts === 0 || 2 * addresses.length <= values.length) return undefined;
  if (!isCalled(name, 'image') && 2 * pictures.length <= addresses.length) return undefined;
  const open = addresses.filter(({ url }) => isPublicName(url.hostname));
  const hosts = [...new Set(open.map(({ url }) => url.host))].sort();
  if (hosts.length > 0 && hosts.length <= mostHosts) return { hosts, found: open.map(({ text }) => text) };
  throw new Undecided(
    hosts.length === 0
      ? `${quoted(name)} names pictures in a private network. Download them, or write the spec yourself, with data.images.privateHosts.`
      : `${quoted(name)} names pictures of ${hosts.length} hosts, such as ${hosts.slice(0, 3).join(', ')}. Download them, or write the spec yourself, with those that you trust under data.images.hosts.`,
  );
}

function isPublicName(hostname: string): boolean {
  return hostname.includes('.') && !/^[\d.]+$/.test(hostname) && !hostname.startsWith('[');
}
