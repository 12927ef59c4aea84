import { afterAll, describe } from '@jest/globals';
import { describeStoreOnS3 } from '../storage/s3/s3-contract.ts';
import { type S3Server, startS3 } from './s3-server.ts';

const server = await startS3();
afterAll(() => server?.close());

// Loud, since whoever runs long tests wants to know.
if (!server) console.warn('SKIPPED: no S3 server. Install Go, or set TEMPERA_VERSITYGW or TEMPERA_TEST_S3.');
const describeThere = server ? describe : describe.skip;

describeThere('a store on a real S3 server', () => {
  describeStoreOnS3(() => server as S3Server);
});
