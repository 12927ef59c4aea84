import { describe, expect, it } from '@jest/globals';
import { ImagesSpec, reachOfImage } from '../../../domain/spec/image-hosts.ts';

const reach = (address: string, hosts: string[], privateHosts: string[] = []) =>
  reachOfImage({ hosts, privateHosts }, new URL(address));

describe('the hosts of images', () => {
  it.each([
    ['https://covers.example.org/a.jpg', 'covers.example.org'],
    ['http://COVERS.example.org./a.jpg', 'covers.example.org'],
    ['https://covers.example.org/a.jpg', 'Covers.Example.Org'],
    ['https://bücher.example/a.jpg', 'bücher.example'],
    ['https://xn--bcher-kva.example/a.jpg', 'bücher.example'],
    ['https://a.b.example.org/a.jpg', '*.example.org'],
    ['https://covers.example.org:8443/a.jpg', 'covers.example.org:8443'],
    ['https://covers.example.org/a.jpg', 'covers.example.org:443'],
    ['https://93.184.216.34/a.jpg', '*.example.org', '93.184.216.34'],
  ])('let %s be fetched from the public internet by %s', (address, ...hosts) => {
    expect(reach(address, hosts)).toBeDefined();
  });

  it.each([
    ['https://example.org/a.jpg', '*.example.org'],
    ['https://evilexample.org/a.jpg', '*.example.org'],
    ['https://covers.example.org.evil.example/a.jpg', 'covers.example.org'],
    ['https://covers.example.org:8443/a.jpg', 'covers.example.org'],
    ['https://covers.example.org/a.jpg', 'covers.example.org:8443'],
    ['https://evil.example/covers.example.org', 'covers.example.org'],
    ['https://evil.example/?covers.example.org', 'covers.example.org'],
  ])('do not let %s be fetched by %s', (address, ...hosts) => {
    expect(reach(address, hosts)).toBeUndefined();
  });

  it('lead into private networks only where the spec says so, or an address says so itself', () => {
    expect(reach('http://covers.example.org/', ['covers.example.org'])).toBe('public');
    expect(reach('http://covers.example.org/', [], ['covers.example.org'])).toBe('private');
    expect(reach('http://10.0.0.5/', ['10.0.0.5'])).toBe('private');
    expect(reach('http://[::1]:8080/', ['[::1]:8080'])).toBe('private');
    expect(reach('http://localhost:8080/', ['localhost:8080'])).toBe('private');
    expect(reach('http://a.10.example/', ['*.10.example'])).toBe('public');
  });

  it.each([
    '',
    '*',
    '*.',
    '*.org',
    '*.10.0.0.1',
    'https://example.org',
    'example.org/a',
    'user@example.org',
    'a b',
    '*.*.org',
  ])('are not called %j', (host) => {
    expect(ImagesSpec.safeParse({ hosts: [host] }).success).toBe(false);
  });

  it('are at least one', () => {
    expect(ImagesSpec.safeParse({}).error?.issues[0]?.message).toBe('name at least one host');
    expect(ImagesSpec.safeParse({ privateHosts: ['images.intern'] }).success).toBe(true);
  });
});
