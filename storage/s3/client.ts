import type { S3Client } from '@aws-sdk/client-s3';
import { type Patience, patiently, statusOf } from './patience.ts';
import { type Attempt, explainS3 } from './trouble.ts';

type Sdk = typeof import('@aws-sdk/client-s3');

/** Makes requests: again and again while that may help, and what goes wrong in the end is said in words. */
export type Request = <T>(attempt: Attempt, ask: (client: S3Client, sdk: Sdk) => Promise<T>) => Promise<T>;

const agent = { keepAlive: true, maxSockets: 64 };

/** Many requests that wait for a connection are no news. */
const nothing = () => undefined;
const logger = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Until there is a connection, in milliseconds. */
const connectionTimeout = 5_000;

/**
 * Connects by what AWS's own variables and profiles say, at the first request: the client takes 100 ms to load, which no
 * other command is to wait for.
 */
export function connectS3(bucket: string, patience: Patience): Request {
  let connecting: Promise<{ client: S3Client; sdk: Sdk }> | undefined;
  let hasAnswered = false;

  async function connect() {
    // All others of AWS's variables are read by the client itself.
    const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
    const sdk = await import('@aws-sdk/client-s3');
    const client = new sdk.S3Client({
      // Who asks again, and for how long, is decided by us: the client gives up when many requests fail at once.
      maxAttempts: 1,
      // Look-alikes do not know the checksums that AWS would like best; all that is read is held against a sha256.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // A bucket has no host name of its own at most other addresses than AWS's.
      forcePathStyle: Boolean(AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL),
      requestHandler: {
        connectionTimeout,
        socketTimeout: patience.silence,
        httpAgent: agent,
        httpsAgent: agent,
        logger,
      },
    });
    return { client, sdk };
  }

  return async (attempt, ask) => {
    connecting ??= connect();
    const { client, sdk } = await connecting;
    const once = async () => {
      try {
        const answer = await ask(client, sdk);
        hasAnswered = true;
        return answer;
      } catch (error) {
        hasAnswered ||= (statusOf(error) ?? 500) < 500;
        throw error;
      }
    };
    try {
      return await patiently(once, () => hasAnswered, patience);
    } catch (error) {
      throw wanted.has(statusOf(error) ?? 0) ? error : explainS3(error, attempt, bucket);
    }
  };
}

/** Answers of S3 that are no trouble: whoever asks for them looks at the status. */
const wanted = new Set([404, 412]);
