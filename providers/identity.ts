import { createHash } from 'node:crypto';

/** Headers that are sent to a provider, by name in small letters. */
export type ExtraHeaders = Readonly<Record<string, string>>;

/**
 * Who answers: an address, and the headers that choose somebody behind it. What was told by another identity is
 * another's answer. Neither a user, a query nor a key is part of it, so that it can stand in plans and reports.
 */
export function identityOf(address: URL, headers: ExtraHeaders): string {
  const place = `${address.origin}${address.pathname.replace(/\/+$/, '')}`;
  const choosing = Object.entries(headers).filter(([name]) => !letsIn.test(name));
  if (choosing.length === 0) return place;
  const sorted = JSON.stringify(choosing.sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${place} (headers ${createHash('sha256').update(sorted).digest('hex').slice(0, 12)})`;
}

/** Names of headers that let somebody in, rather than choosing somebody, as `x-portkey-provider` does. */
const letsIn =
  /(^|[-_])((api|access|secret|private|subscription)?keys?|auth|authorization|authentication|(auth|access|bearer)?tokens?|secrets?|cookies?|passwords?|credentials?)($|[-_])/i;

/** Whether a header may hold a secret, by its name: rather too many than one too few. */
export function isSecret(header: string): boolean {
  return /key|auth|token|secret|cookie|password|credential/i.test(header);
}
