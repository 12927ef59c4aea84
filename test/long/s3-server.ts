import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { onFreePorts } from '../../client/local/free-port.ts';
import { findVersitygw } from '../../setup/versitygw.mjs';
import { type S3Place, variablesOf } from '../storage/s3/s3-under-test.ts';

/** A server of its own, which may be killed and started again on what it holds. */
export interface S3Server extends S3Place {
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const bucket = 'tempera-test';

/** Starts a real S3 server with an empty bucket, or the one that TEMPERA_TEST_S3 names; undefined where there is none. */
export async function startS3(): Promise<S3Server | undefined> {
  const elsewhere = process.env['TEMPERA_TEST_S3'];
  const nothing = async () => undefined;
  if (elsewhere) return made({ url: elsewhere, bucket, kill: nothing, start: nothing, close: nothing });
  const program = await findVersitygw();
  if (program === undefined) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-s3-server-'));
  await mkdir(path.join(folder, 'buckets'));
  return await onFreePorts({ s3: 0 }, async ({ s3 }) => made(serverOn(program, folder, s3)));
}

/** Starts one, where one is a must. */
export async function requireS3(): Promise<S3Server> {
  const server = await startS3();
  if (server) return server;
  throw new Error('there is no S3 server: install Go, or set TEMPERA_VERSITYGW or TEMPERA_TEST_S3');
}

/** Variables of a program that has a store there, and what it reads in a folder of its own. */
export function storeOn(server: S3Place, folder: string, name: string): NodeJS.ProcessEnv {
  return {
    ...variablesOf(server),
    TEMPERA_STORE: `s3://${server.bucket}/${name}`,
    XDG_CACHE_HOME: path.join(folder, name, 'cache'),
  };
}

async function made(server: S3Server): Promise<S3Server> {
  await server.start();
  Object.assign(process.env, variablesOf(server));
  const client = new S3Client({ forcePathStyle: true });
  for (let tries = 0; ; tries++) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      break;
    } catch (error) {
      if ((error as Error).name.startsWith('BucketAlready')) break;
      if (tries === 100) throw error;
      await sleep(50);
    }
  }
  client.destroy();
  return server;
}

function serverOn(program: string, folder: string, port: number): S3Server {
  const url = `http://127.0.0.1:${port}`;
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = variablesOf({ url, bucket });
  const keys = ['--access', AWS_ACCESS_KEY_ID, '--secret', AWS_SECRET_ACCESS_KEY];
  const args = [
    '--port',
    `127.0.0.1:${port}`,
    ...keys,
    '--quiet',
    '--keep-alive',
    'posix',
    path.join(folder, 'buckets'),
  ];
  let child: ReturnType<typeof spawn> | undefined;

  async function kill(): Promise<void> {
    const dying = child;
    child = undefined;
    if (!dying) return;
    const ended = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await ended;
  }

  return {
    url,
    bucket,
    kill,
    async start() {
      child = spawn(program, args, { stdio: 'ignore' });
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
