import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { CodecKeys } from './keys.ts';
import { createPayloadCodec } from './payload-codec.ts';

/** The module of the failure converter, for whoever makes a bundle of workflows that encrypt. */
export const failureConverterPath = fileURLToPath(new URL('failure-converter.ts', import.meta.url));

/** What a client or a worker takes as its `dataConverter`; nothing is encrypted without keys. */
export function dataConverterOf(keys: CodecKeys | undefined): DataConverter {
  return keys ? { payloadCodecs: [createPayloadCodec(keys)], failureConverterPath } : {};
}
