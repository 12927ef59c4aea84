import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Sends a body, or misbehaves in sending it as the fault wants. The length in the headers is always that of `body`. */
export async function sendBody(outgoing: ServerResponse, body: Buffer, fault: Fault | undefined): Promise<void> {
  switch (fault?.kind) {
    case 'lost-response':
      outgoing.destroy();
      return;
    case 'slow':
      await sleep(fault.ms);
      outgoing.end(body);
      return;
    case 'trickle':
      await trickle(outgoing, body, fault.ms, fault.pieces);
      return;
    case 'truncated':
      outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
      return;
    case 'invalid-json':
      outgoing.end(Buffer.from('<html>Bad gateway</html>'.padEnd(body.length)).subarray(0, body.length));
      return;
    default:
      outgoing.end(body);
  }
}

async function trickle(outgoing: ServerResponse, body: Buffer, ms: number, pieces: number): Promise<void> {
  const size = Math.ceil(body.length / pieces);
  for (let start = 0; start < body.length && !outgoing.destroyed; start += size) {
    outgoing.write(body.subarray(start, start + size));
    await sleep(ms / pieces);
  }
  outgoing.end();
}
