import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach } from '@jest/globals';
import { describeStore } from '../contract.ts';
import { openStores, type S3Place } from './s3-under-test.ts';

/** What every store does, on a server. */
export function describeStoreOnS3(place: () => S3Place): void {
  let stores: Awaited<ReturnType<typeof openStores>>;
  let prefix: string;

  beforeEach(async () => {
    prefix = `some/${randomUUID()}`;
    stores = await openStores(place(), prefix);
  });
  afterEach(() => stores.close());

  describeStore(() => ({
    open: () => stores.open(),
    async damage(key, content) {
      const client = new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
      await client.send(new PutObjectCommand({ Bucket: place().bucket, Key: `${prefix}/${key}`, Body: content }));
      client.destroy();
    },
    drafts: async () => (await stores.open().files('drafts')).map(({ key }) => key),
  }));
}
