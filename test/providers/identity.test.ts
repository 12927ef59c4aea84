import { describe, expect, it } from '@jest/globals';
import { identityOf } from '../../providers/identity.ts';

const identity = (address: string, headers = {}) => identityOf(new URL(address), headers);

describe('identityOf', () => {
  it.each([
    'https://host/v1',
    'https://host/v1/',
    'https://HOST:443/v1//',
    'https://user:secret@host/v1?api-version=2',
    'https://host/v1#there',
  ])('is origin and path: %s', (address) => {
    expect(identity(address)).toBe('https://host/v1');
  });

  it.each(['http://host/v1', 'https://host:8443/v1', 'https://host/v2', 'https://other/v1'])(
    'is another at %s',
    (address) => {
      expect(identity(address)).not.toBe('https://host/v1');
    },
  );

  it('is another behind headers that choose somebody, in whatever order they stand', () => {
    const one = identity('https://host/v1', { 'x-portkey-provider': 'openai', 'x-region': 'eu' });
    expect(one).toMatch(/^https:\/\/host\/v1 \(headers [0-9a-f]{12}\)$/);
    expect(identity('https://host/v1', { 'x-region': 'eu', 'x-portkey-provider': 'openai' })).toBe(one);
    expect(identity('https://host/v1', { 'x-region': 'us', 'x-portkey-provider': 'openai' })).not.toBe(one);
  });

  it.each(['x-portkey-provider', 'x-monkey-upstream', 'x-author', 'x-tokenizer', 'helicone-target-url'])(
    'is another behind one header, whatever word its name holds: %s',
    (header) => {
      expect(identity('https://host/v1', { [header]: 'one' })).not.toBe(
        identity('https://host/v1', { [header]: 'two' }),
      );
    },
  );

  it.each([
    'x-api-key',
    'apikey',
    'x_access_key',
    'X-Portkey-Api-Key',
    'authorization',
    'proxy-authorization',
    'x-auth-token',
    'accesstoken',
    'cookie',
    'client-secret',
    'x-password',
  ])('stays the same when a key changes: %s', (header) => {
    expect(identity('https://host/v1', { [header]: 'one' })).toBe('https://host/v1');
  });
});
