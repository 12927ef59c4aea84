import { Agent, request } from 'node:http';

/** A load of one request, repeated. */
export interface Load {
  url: string;
  body: Buffer;
  calls: number;
  concurrency: number;
}

/** Sends the calls, so many at a time over kept connections, and returns the calls a second; any but a 200 is an error. */
export async function callsPerSecond({ url, body, calls, concurrency }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  let left = calls;
  const start = performance.now();
  const callers = Array.from({ length: concurrency }, async () => {
    while (left > 0) {
      left -= 1;
      await post(url, body, agent);
    }
  });
  await Promise.all(callers);
  agent.destroy();
  return calls / ((performance.now() - start) / 1000);
}

async function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json', 'content-length': body.length };
  await new Promise<void>((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    });
    call.once('error', reject);
    call.end(body);
  });
}
