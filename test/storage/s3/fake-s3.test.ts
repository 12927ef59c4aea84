import { afterAll, beforeAll, describe } from '@jest/globals';
import { type FakeS3, startFakeS3 } from '../../fakes/s3/fake-s3.ts';
import { describeStoreOnS3 } from './s3-contract.ts';

let fake: FakeS3;
beforeAll(async () => {
  fake = await startFakeS3();
});
afterAll(() => fake.close());

describe('a store on S3, whose server is a fake', () => {
  describeStoreOnS3(() => fake);
});
