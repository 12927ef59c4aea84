import type { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Guard, Reach } from '../../../sources/web/guard.ts';
import { createGuardedFetch, type GuardedFetch } from '../../../sources/web/guarded-fetch.ts';
import { type ImageHost, startImageHost } from '../../fakes/image-host.ts';

let server: ImageHost;
let guarded: GuardedFetch | undefined;
beforeEach(async () => {
  server = await startImageHost((_, response) => response.end('an image'));
});
afterEach(async () => {
  await guarded?.close();
  await server.close();
});

/** Names that lead to addresses, each call to the next ones. */
function leading(...answers: readonly string[][]): typeof lookup {
  let calls = 0;
  const fake = (_: string, __: object, callback: (error: null, found: object[]) => void) => {
    const found = answers[Math.min(calls++, answers.length - 1)] ?? [];
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return fake as unknown as typeof lookup;
}

function open(guard: Partial<Guard> = {}): GuardedFetch['fetch'] {
  guarded = createGuardedFetch({ reach: () => 'private', ...guard });
  return guarded.fetch;
}

const reachOf =
  (own: Record<string, Reach>): Guard['reach'] =>
  ({ hostname }) =>
    own[hostname] ?? { refused: `${hostname} is not allowed` };

describe('a guarded fetch', () => {
  it('gives what an allowed address holds', async () => {
    const response = await open()(`http://${server.host}/a.jpg`);
    expect(await response.text()).toBe('an image');
  });

  it('calls nobody whom its guard refuses', async () => {
    await expect(open({ reach: reachOf({}) })(`http://${server.host}/a`)).rejects.toThrow('127.0.0.1 is not allowed');
    expect(server.connections()).toBe(0);
  });

  it.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '017700000001', '127.0.0.1.', '１２７。0.0.1'],
    ...['0.0.0.0', '0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', 'localhost', 'LOCALHOST'],
  ])('connects to nothing of this machine at %s, where only the public internet is allowed', async (name) => {
    const address = `http://${name}:${server.port}/`;
    await expect(open({ reach: () => 'public' })(address)).rejects.toThrow(/leads to .*, in (a private|no) network/);
    expect(server.connections()).toBe(0);
  });

  it.each(['169.254.169.254', '[fd00:ec2::254]', '100.100.100.200', '224.0.0.1', '0.0.0.0', '[fe80::1]'])(
    'does not connect to %s, even where private networks are allowed',
    async (host) => {
      await expect(open()(`http://${host}:${server.port}/`)).rejects.toThrow('in no network that data may come from');
    },
  );

  it('refuses a name one of whose addresses is private', async () => {
    const fetch = open({ reach: () => 'public', lookup: leading(['93.184.216.34', '127.0.0.1']) });
    await expect(fetch(`http://covers.example:${server.port}/`)).rejects.toThrow(
      'covers.example leads to 127.0.0.1, in a private network',
    );
    expect(server.connections()).toBe(0);
  });

  it('checks what a name leads to when it connects, and not what it led to before', async () => {
    const fetch = open({ reach: () => 'private', lookup: leading(['127.0.0.1'], ['169.254.169.254']) });
    server.answer = (_, response) => response.writeHead(200, { connection: 'close' }).end('first');
    expect(await (await fetch(`http://covers.example:${server.port}/`)).text()).toBe('first');
    await expect(fetch(`http://covers.example:${server.port}/`)).rejects.toThrow('leads to 169.254.169.254');
  });

  it('asks its guard again at each redirect, and names both ends without their queries', async () => {
    server.answer = ({ url }, response) => {
      if (url?.startsWith('/first')) response.writeHead(302, { location: '/second?key=b' }).end();
      else if (url?.startsWith('/second')) response.writeHead(302, { location: `http://[::1]:1/?key=c` }).end();
    };
    const fetch = open({ reach: reachOf({ '127.0.0.1': 'private' }) });
    const error = await fetch(`http://${server.host}/first?key=a`).catch((one: Error) => one);
    expect(String(error)).toMatch(
      /\/first\?…[0-9a-f]{16} is redirected to http:\/\/\[::1\]:1\/\?…[0-9a-f]{16}: \[::1\] is not allowed$/,
    );
    expect(server.paths).toEqual(['/first?key=a', '/second?key=b']);
  });

  it('refuses a redirect to a private address, to another scheme, to a user, and a chain without an end', async () => {
    for (const [location, why] of [
      ['http://localhost/', 'in a private network'],
      ['http://192.168.0.1/', 'in a private network'],
      ['http://[::ffff:10.0.0.1]/', 'in a private network'],
      ['http://metadata.example/', 'leads to 169.254.169.254'],
      ['file:///etc/passwd', 'neither of https: nor of http:'],
      ['data:image/png;base64,AAAA', 'neither of https: nor of http:'],
      [`http://user:secret@${server.host}/`, 'holds a user or a password'],
      ['http://', 'redirected to what is no address'],
      ['/again', 'is redirected more than 5 times'],
    ] as const) {
      server.answer = (_, response) => response.writeHead(307, { location }).end();
      const fetch = open({
        reach: ({ hostname }) => (hostname === '127.0.0.1' ? 'private' : 'public'),
        ...(location.includes('metadata') && { lookup: leading(['169.254.169.254']) }),
      });
      const error = await fetch(`http://${server.host}/`).catch((one: Error) => one);
      expect(String(error)).toContain(why);
      expect(String(error)).not.toContain('secret');
      await guarded?.close();
    }
  });

  it('shows another origin no key, and keeps no cookie', async () => {
    const other = await startImageHost((_, response) => response.end('there'));
    server.answer = (_, response) =>
      response.writeHead(302, { location: `http://${other.host}/`, 'set-cookie': 'session=1' }).end();
    const fetch = open();
    const headers = { authorization: 'Bearer key', 'x-kept': 'yes' };
    expect(await (await fetch(`http://${server.host}/`, { headers })).text()).toBe('there');
    await fetch(`http://${server.host}/`);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer key');
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(other.requests[0]?.headers).toHaveProperty('x-kept', 'yes');
    expect(server.requests[1]?.headers).not.toHaveProperty('cookie');
    await other.close();
  });

  it('connects itself, whatever proxy the environment names', async () => {
    const proxy = await startImageHost();
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: `http://${proxy.host}`, HTTPS_PROXY: `http://${proxy.host}` });
    Object.assign(process.env, { ALL_PROXY: `http://${proxy.host}`, NODE_USE_ENV_PROXY: '1' });
    try {
      expect(await (await open()(`http://${server.host}/`)).text()).toBe('an image');
      expect(proxy.connections()).toBe(0);
    } finally {
      process.env = before;
      await proxy.close();
    }
  });

  it('ends a response that says nothing for too long', async () => {
    server.answer = (_, response) => void response.writeHead(200).write('the beginning');
    const response = await open({ patience: { silence: 50 } })(`http://${server.host}/`);
    await expect(response.text()).rejects.toThrow();
  });
});
