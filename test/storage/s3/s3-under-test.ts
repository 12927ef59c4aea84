import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { createContentCache } from '../../../storage/s3/content-cache.ts';
import type { Patience } from '../../../storage/s3/patience.ts';
import { createS3Store } from '../../../storage/s3/s3-store.ts';

/** A server, with a bucket in it. */
export interface S3Place {
  url: string;
  bucket: string;
}

/** Waits as long as the machine needs, but no second. */
export const shortPatience: Patience = {
  firstWait: 1,
  longestWait: 20,
  outage: 20_000,
  start: 20_000,
  silence: 20_000,
};

/** Variables by which a store finds the server, and nothing else of this machine. */
export function variablesOf({ url }: S3Place): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'tempera',
    AWS_SECRET_ACCESS_KEY: 'tempera-secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

interface Opening {
  /** Of the cache. */
  mostBytes?: number;
  partBytes?: number;
}

/** Opens stores of one prefix, each with a cache of its own as on a machine of its own. */
export async function openStores(place: S3Place, prefix: string, patience = shortPatience) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-s3-'));
  // The client reads them when it is made, at the first request.
  Object.assign(process.env, variablesOf(place));
  let opened = 0;
  const open = ({ mostBytes = 1024 ** 3, ...options }: Opening = {}): ArtifactStore =>
    createS3Store(`s3://${place.bucket}/${prefix}`, {
      patience,
      ...options,
      cache: createContentCache(path.join(folder, `${opened++}`), mostBytes),
    });
  return { open, folder, close: () => rm(folder, { recursive: true, force: true }) };
}
