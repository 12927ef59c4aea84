import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came to a webhook. */
export interface Heard {
  headers: IncomingHttpHeaders;
  /** As it came. */
  content: string;
}

/** Whoever listens at a webhook, on a port of this machine. */
export interface WebhookListener {
  address: string;
  heard: Heard[];
  /** How it answers. */
  respond: (response: ServerResponse) => void;
  close(): Promise<void>;
}

/** Listens, and takes all that comes unless it is told otherwise. */
export async function listenToWebhook(): Promise<WebhookListener> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    listener.heard.push({ headers: request.headers, content: Buffer.concat(chunks).toString() });
    listener.respond(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const listener: WebhookListener = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0PSECRET`,
    heard: [],
    respond: (response) => response.writeHead(204).end(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return listener;
}
