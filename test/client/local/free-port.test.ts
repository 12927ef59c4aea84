import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort, isFree, onFreePorts } from '../../../client/local/free-port.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Listens on a port, as somebody does who was faster. */
function take(port: number): Promise<void> {
  return new Promise((resolve) => {
    servers.push(createServer().listen(port, '127.0.0.1', resolve));
  });
}

describe('onFreePorts', () => {
  it('takes any free port for a 0, and the others as they are', async () => {
    const ports = await onFreePorts({ temporal: 0, ui: 17_412, sandbox: 0 }, async (found) => found);
    expect(ports.ui).toBe(17_412);
    expect(await isFree(ports.temporal)).toBe(true);
    expect(new Set(Object.values(ports)).size).toBe(3);
  });

  it('starts again on another port when somebody took the one that it had found', async () => {
    const tried: number[] = [];
    const started = await onFreePorts({ sandbox: 0 }, async ({ sandbox }) => {
      tried.push(sandbox);
      if (tried.length > 1) return sandbox;
      await take(sandbox);
      throw new Error('EADDRINUSE');
    });
    expect(tried).toHaveLength(2);
    expect(started).toBe(tried[1]);
  });

  it('gives up after a third time', async () => {
    let starts = 0;
    const starting = onFreePorts({ sandbox: 0 }, async ({ sandbox }) => {
      starts += 1;
      await take(sandbox);
      throw new Error(`start ${starts}`);
    });
    await expect(starting).rejects.toThrow('start 3');
  });

  it('does not start again for another reason, or where the port was chosen', async () => {
    const failing = (error: string) => async () => Promise.reject(new Error(error));
    await expect(onFreePorts({ sandbox: 0 }, failing('no key'))).rejects.toThrow('no key');
    const sandbox = await freePort();
    await take(sandbox);
    let starts = 0;
    const starting = onFreePorts({ sandbox }, async () => {
      starts += 1;
      throw new Error('taken');
    });
    await expect(starting).rejects.toThrow('taken');
    expect(starts).toBe(1);
  });
});
