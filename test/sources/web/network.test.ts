import { BlockList } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from '../../../sources/web/network.ts';

describe('networkOf', () => {
  it.each([
    '93.184.216.34',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
  ])('takes %s for public', (address) => {
    expect(networkOf(address)).toBe('public');
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd12:3456::1',
    '::ffff:10.0.0.1',
    '64:ff9b::192.168.0.1',
  ])('takes %s for private', (address) => {
    expect(networkOf(address)).toBe('private');
  });

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '255.255.255.255',
    '224.0.0.1',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::23',
    'fd00:ec2::254',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '::7f00:1',
    '::ffff:0.0.0.0',
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::1',
    '2001:0:4136:e378::1',
    '2001:db8::1',
    '4000::1',
    'no address',
    '',
  ])('closes %s', (address) => {
    expect(networkOf(address)).toBe('closed');
  });

  it('says of an address of IPv4 what it says of the same one within IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(networkOf(`::ffff:${address}`)).toBe(networkOf(address));
        expect(networkOf(`64:ff9b::${address}`)).toBe(networkOf(address));
      }),
    );
  });

  it('takes no address of a special range for public, in whatever form', () => {
    const special = new BlockList();
    for (const [subnet = '', bits] of ranges.map((range) => range.split('/'))) special.addSubnet(subnet, Number(bits));
    fc.assert(
      fc.property(fc.constantFrom(...ranges), fc.nat(0xffffffff), (range, within) => {
        const address = addressIn(range, within);
        expect(special.check(address)).toBe(true);
        for (const form of formsOf(address)) expect(networkOf(hostOf(form))).not.toBe('public');
      }),
    );
  });
});

const ranges = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];

function addressIn(range: string, within: number): string {
  const [subnet = '', bits] = range.split('/');
  const first = subnet.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return dotted(first + (within % 2 ** (32 - Number(bits))));
}

function dotted(number: number): string {
  return bytesOf(number).join('.');
}

function bytesOf(number: number): number[] {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256);
}

/** As one may write an address into a URL. */
function formsOf(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (one: number) => one.toString(16);
  return [
    address,
    String(number),
    `0x${hex(number)}`,
    `0${number.toString(8)}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `0x${hex(a)}.0${b.toString(8)}.${c * 256 + d}`,
    `${address}.`,
    [...address].map((one) => (/\d/.test(one) ? String.fromCodePoint(0xff10 + Number(one)) : '。')).join(''),
    `[::ffff:${address}]`,
    `[::ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[64:ff9b::${address}]`,
    `[2002:${hex(a * 256 + b)}:${hex(c * 256 + d)}::1]`,
    `[::${address}]`,
  ];
}

function hostOf(form: string): string {
  return new URL(`http://${form}/`).hostname.replace(/^\[|\]$/g, '');
}
