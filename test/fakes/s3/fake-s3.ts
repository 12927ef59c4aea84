import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the server, as a liar sees it. */
export interface S3Request {
  method: string;
  /** Of an object, below its bucket; empty of the bucket itself. */
  key: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What goes back: nothing, and an end to the connection, when it is `cut`. */
export interface S3Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
  cut?: 'before' | 'halfway';
}

/** Answers a request, by what the server says to it or by something else. */
export type S3Teller = (request: S3Request, ask: () => S3Answer) => S3Answer | Promise<S3Answer>;

/** As much of S3 as a store uses, in memory: quick to have, and ready to lie. `npm run s3` holds it against real ones. */
export interface FakeS3 {
  url: string;
  bucket: string;
  tell: S3Teller;
  /** Requests so far, such as `PUT objects/…`. */
  asked: string[];
  objects: Map<string, StoredObject>;
  close(): Promise<void>;
}

interface StoredObject {
  body: Buffer;
  etag: string;
  mediaType: string;
  metadata: Record<string, string>;
  at: Date;
}

interface Upload extends Pick<StoredObject, 'mediaType' | 'metadata' | 'at'> {
  key: string;
  parts: Map<number, Buffer>;
}

/** The truth. */
export const honestS3: S3Teller = (_, ask) => ask();

/** A failure as S3 tells it. */
export function s3Error(status: number, code: string): S3Answer {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>` };
}

/** Starts a server with one empty bucket. */
export async function startFakeS3(bucket = 'fake-bucket'): Promise<FakeS3> {
  const objects = new Map<string, StoredObject>();
  const fake: FakeS3 = { url: '', bucket, tell: honestS3, asked: [], objects, close };
  const truth = truthOf(objects);
  const server = createServer((incoming, outgoing) => {
    serve(fake, truth, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function serve(
  fake: FakeS3,
  truth: (request: S3Request) => S3Answer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://s3');
  const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const { method = 'GET', headers } = incoming;
  const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
  const request = { method, key: rest.join('/'), query: url.searchParams, headers, body };
  fake.asked.push(`${method} ${request.key}`);
  const answer = await fake.tell(request, () =>
    bucket === fake.bucket ? truth(request) : s3Error(404, 'NoSuchBucket'),
  );
  const content = Buffer.from(answer.body ?? '');
  if (answer.cut === 'before') return void incoming.socket.destroy();
  outgoing.writeHead(answer.status, { 'content-length': content.length, ...answer.headers });
  if (method === 'HEAD') return void outgoing.end();
  if (answer.cut === undefined) return void outgoing.end(content);
  outgoing.write(content.subarray(0, content.length / 2), () => incoming.socket.destroy());
}

function truthOf(objects: Map<string, StoredObject>): (request: S3Request) => S3Answer {
  const uploads = new Map<string, Upload>();

  function take(key: string, { headers }: S3Request, object: Omit<StoredObject, 'at'>): S3Answer {
    if (headers['if-none-match'] === '*' && objects.has(key)) return s3Error(412, 'PreconditionFailed');
    objects.set(key, { ...object, at: new Date() });
    return { status: 200, headers: { etag: object.etag } };
  }

  function put(request: S3Request): S3Answer {
    const { key, body, query } = request;
    const upload = uploads.get(query.get('uploadId') ?? '');
    if (!query.has('uploadId')) return take(key, request, { body, etag: tagOf(body), ...factsOf(request) });
    if (!upload) return s3Error(404, 'NoSuchUpload');
    upload.parts.set(Number(query.get('partNumber')), body);
    return { status: 200, headers: { etag: tagOf(body) } };
  }

  function post(request: S3Request): S3Answer {
    const { key, query } = request;
    const id = query.get('uploadId') ?? randomUUID();
    if (query.has('uploads')) {
      uploads.set(id, { key, parts: new Map(), at: new Date(), ...factsOf(request) });
      return xml('InitiateMultipartUploadResult', `<UploadId>${id}</UploadId>`);
    }
    const upload = uploads.get(id);
    if (!upload) return s3Error(404, 'NoSuchUpload');
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const whole = createHash('md5').update(
      Buffer.concat(parts.map((part) => Buffer.from(tagOf(part).slice(1, -1), 'hex'))),
    );
    const { mediaType, metadata } = upload;
    const etag = `"${whole.digest('hex')}-${parts.length}"`;
    const made = take(key, request, { body: Buffer.concat(parts), etag, mediaType, metadata });
    if (made.status !== 200) return made;
    uploads.delete(id);
    return xml('CompleteMultipartUploadResult', `<ETag>${etag}</ETag>`);
  }

  function get({ key, query }: S3Request): S3Answer {
    if (key === '' && query.has('uploads')) return listUploads();
    if (key === '') return list(query);
    const found = objects.get(key);
    if (!found) return s3Error(404, 'NoSuchKey');
    return { status: 200, headers: headersOf(found), body: found.body };
  }

  function listUploads(): S3Answer {
    const all = [...uploads].map(
      ([id, { key, at }]) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at.toISOString()}</Initiated></Upload>`,
    );
    return xml('ListMultipartUploadsResult', all.join(''));
  }

  /** Pages are as small as two, so that every list has some. */
  function list(query: URLSearchParams): S3Answer {
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort();
    const page = keys.slice(0, Math.min(2, Number(query.get('max-keys') ?? 2)));
    const entries = page.map((key) => {
      const { body, etag, at } = objects.get(key) as StoredObject;
      return `<Contents><Key>${key}</Key><Size>${body.length}</Size><ETag>${etag}</ETag><LastModified>${at.toISOString()}</LastModified></Contents>`;
    });
    const more = keys.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return xml('ListBucketResult', `${entries.join('')}${more}`);
  }

  function remove({ key, query }: S3Request): S3Answer {
    const id = query.get('uploadId');
    if (id !== null) return uploads.delete(id) ? { status: 204 } : s3Error(404, 'NoSuchUpload');
    objects.delete(key);
    return { status: 204 };
  }

  return (request) => {
    const answers = { PUT: put, POST: post, GET: get, HEAD: get, DELETE: remove };
    return answers[request.method as keyof typeof answers](request);
  };
}

function tagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function factsOf({ headers }: S3Request): Pick<StoredObject, 'mediaType' | 'metadata'> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const metadata = Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
  return { mediaType: headers['content-type'] ?? '', metadata };
}

function headersOf({ etag, mediaType, metadata, at }: StoredObject): Record<string, string> {
  return { etag, 'content-type': mediaType, 'last-modified': at.toUTCString(), ...metadata };
}

function xml(name: string, content: string): S3Answer {
  return { status: 200, body: `<?xml version="1.0"?><${name}>${content}</${name}>` };
}
