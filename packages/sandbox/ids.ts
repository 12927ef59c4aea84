import { randomUUID } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A random id: the prefix, then 32 hexadecimal digits. */
export const newId = (prefix: string): string => prefix + randomUUID().replaceAll('-', '');

/** Letters and digits that stand for the given bytes, one a byte. */
export const lettersOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');

/** Now, in the whole seconds of the API's timestamps. */
export const unixSeconds = (): number => Math.floor(Date.now() / 1000);
