import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server on a port of this machine that answers as a test says, and says what was asked of it. */
export interface ImageHost {
  /** Such as `127.0.0.1:40000`. */
  host: string;
  port: number;
  /** With their queries, in the order in which they came. */
  paths: string[];
  requests: IncomingMessage[];
  /** Connections that were made to it. */
  connections: () => number;
  answer: RequestListener;
  close(): Promise<void>;
}

export async function startImageHost(answer: RequestListener = (_, response) => response.end()): Promise<ImageHost> {
  let connections = 0;
  const server = createServer((request, response) => {
    fake.paths.push(request.url ?? '');
    fake.requests.push(request);
    fake.answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const fake: ImageHost = {
    host: `127.0.0.1:${port}`,
    port,
    paths: [],
    requests: [],
    connections: () => connections,
    answer,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}
