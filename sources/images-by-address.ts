import { hash } from 'node:crypto';
import { shownAddress } from '../domain/data/shown-address.ts';
import { type ImagesSpec, reachOfImage } from '../domain/spec/image-hosts.ts';

/** By what an address is known where it must not be shown: it may hold a secret. */
export function addressKey({ href }: URL): string {
  return hash('sha256', href);
}

/** What was fetched from an address, or why that is no image, to follow the name of its column. */
export type Fetched = { bytes: Uint8Array } | { problem: string };

/** Images that were fetched from addresses. */
export interface ImagesByAddress {
  /** Undefined where nobody has fetched it (yet). */
  at(address: URL): Promise<Fetched | undefined>;
}

/** Of who looks at a data set and fetches nothing. */
export const nothingFetched: ImagesByAddress = { at: async () => undefined };

/** An address that the spec allows, or why it is none, to follow the name of a column. */
export function allowedAddress(spec: ImagesSpec | undefined, text: string): URL | { problem: string } {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (!address) return { problem: 'names an address that cannot be read' };
  const shown = `names ${shownAddress(address)}`;
  if (address.username || address.password) return { problem: `${shown} with a user or a password, which is refused` };
  if (reachOfImage(spec, address) !== undefined) return address;
  return {
    problem: `${shown}, and data.images.hosts does not allow ${address.host}. Add it there to have its images fetched, or download the image and name the file`,
  };
}
