import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { describeStoreOnS3 } from '../storage/s3/s3-contract.ts';
import { openStores } from '../storage/s3/s3-under-test.ts';
import { type S3Server, startS3 } from './s3-server.ts';

const server = await startS3();
afterAll(() => server?.close());

// Loud, since whoever runs long tests wants to know.
if (!server) console.warn('SKIPPED: no S3 server. Install Go, or set TEMPERA_VERSITYGW or TEMPERA_TEST_S3.');
const describeThere = server ? describe : describe.skip;

describeThere('a store on a real S3 server', () => {
  describeStoreOnS3(() => server as S3Server);

  it('takes a large file in parts, and gives its name once', async () => {
    const stores = await openStores(server as S3Server, randomUUID());
    const large = (fill: number) => ({
      key: 'x.bin',
      mediaType: 'application/octet-stream',
      content: Buffer.alloc(17 * 1024 * 1024, fill),
    });
    const refs = await Promise.all([1, 2, 3].map((fill) => stores.open().publish(large(fill))));
    for (const ref of refs) expect(ref.sha256).toBe(refs[0]?.sha256);
    expect((await stores.open().find('x.bin'))?.sha256).toBe(refs[0]?.sha256);
    expect((await stores.open().read(refs[0] as ArtifactRef)).length).toBe(17 * 1024 * 1024);
    expect(await stores.open().files('drafts')).toEqual([]);
    await stores.close();
  });
});
