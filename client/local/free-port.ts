import { createServer } from 'node:net';

/** Ports by what listens on them; 0 stands for any free one. */
type Ports = Readonly<Record<string, number>>;

/** Starts before it is no accident that a port was taken. */
const mostStarts = 3;

/** A TCP port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return listening(0);
}

/** Whether nobody listens on a port of this machine. */
export function isFree(port: number): Promise<boolean> {
  return listening(port).then(
    () => true,
    () => false,
  );
}

/**
 * Starts something on ports as chosen, for each 0 on one that nobody listens on. Where a start fails, and somebody has
 * taken such a port since it was found, it starts again on others.
 */
export async function onFreePorts<P extends Ports, T>(wanted: P, start: (ports: P) => Promise<T>): Promise<T> {
  for (let starts = 1; ; starts++) {
    const found = await findFor(wanted);
    try {
      return await start({ ...wanted, ...found });
    } catch (error) {
      if (starts === mostStarts || (await areFree(Object.values(found)))) throw error;
    }
  }
}

async function findFor(wanted: Ports): Promise<Ports> {
  const names = Object.keys(wanted).filter((name) => wanted[name] === 0);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)));
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  return (await Promise.all(ports.map(isFree))).every(Boolean);
}

function listening(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
