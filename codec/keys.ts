import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** A key that payloads are encrypted with. */
export interface CodecKey {
  id: string;
  secret: KeyObject;
}

/** The keys of a process. */
export interface CodecKeys {
  /** Encrypts all that is written from now on. */
  current: CodecKey;
  /** All that can decrypt, the current one among them. */
  byId: ReadonlyMap<string, CodecKey>;
  /** Ids of keys that are gone for good, with the runs that they encrypted. */
  retired: readonly string[];
}

/** The variable cannot be used; the message never shows a key. */
export class CodecKeyError extends Error {
  override name = 'CodecKeyError';
}

export const codecVariable = 'TEMPERA_CODEC_KEYS';

const ID = /^[\w.-]{1,64}$/;
const SECRET = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Reads `TEMPERA_CODEC_KEYS`, such as `2026b:BASE64,2026a:BASE64,2025:retired`: the first key encrypts, all decrypt. Undefined
 * where nothing is to be encrypted.
 * @throws {CodecKeyError}
 */
export function readCodecKeys(env: NodeJS.ProcessEnv): CodecKeys | undefined {
  const text = env[codecVariable]?.trim();
  if (!text) return undefined;
  const byId = new Map<string, CodecKey>();
  const retired: string[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const { id, secret } = readEntry(entry.trim(), index + 1);
    if (byId.has(id) || retired.includes(id)) throw new CodecKeyError(`${codecVariable} names ${id} twice.`);
    if (secret === undefined) retired.push(id);
    else byId.set(id, { id, secret });
  }
  const [current] = byId.values();
  if (!current) throw new CodecKeyError(`${codecVariable} names retired keys only. Put the one that encrypts first.`);
  return { current, byId, retired };
}

function readEntry(entry: string, place: number): { id: string; secret?: KeyObject } {
  const colon = entry.indexOf(':');
  const id = entry.slice(0, colon);
  // What stands before a colon may be a part of a key, so that it is not shown either.
  if (colon < 0 || !ID.test(id)) throw new CodecKeyError(`${codecVariable}: entry ${place} is not ID:KEY (${how}).`);
  const given = entry.slice(colon + 1);
  if (given === 'retired') return { id };
  if (!SECRET.test(given))
    throw new CodecKeyError(`${codecVariable}: the key ${id} is not 32 bytes in base64 (${how}).`);
  return { id, secret: createSecretKey(given, 'base64') };
}

const how = 'make one by "openssl rand -base64 32"';

/** Tells whether two processes mean the same key by an id, and nothing of the key. */
function checkOf({ secret }: CodecKey): string {
  return createHmac('sha256', secret).update('tempera codec key').digest('hex').slice(0, 32);
}

/** What may be told of keys: their ids, and what tells each from another. */
export function ringOf(keys: CodecKeys | undefined): {
  current?: string;
  checks: ReadonlyMap<string, string>;
  retired: readonly string[];
} {
  if (!keys) return { checks: new Map(), retired: [] };
  const checks = new Map([...keys.byId].map(([id, key]) => [id, checkOf(key)]));
  return { current: keys.current.id, checks, retired: keys.retired };
}
