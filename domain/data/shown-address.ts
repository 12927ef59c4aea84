import { hash } from 'node:crypto';

/**
 * An address as it may be shown: without user and fragment, and of its query, which of a signed address is a secret, with
 * no more than a hash, by which it is known again.
 */
export function shownAddress(address: string | URL): string {
  const url = URL.canParse(String(address)) ? new URL(address) : undefined;
  if (!url) return 'an address that cannot be read';
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  return url.search === '' ? shown : `${shown}?…${hash('sha256', url.href).slice(0, 16)}`;
}
