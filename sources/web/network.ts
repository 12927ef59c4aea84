import ipaddr from 'ipaddr.js';

/** What an IP address belongs to: the public internet, a network of somebody's own, or what no data set may be fetched from. */
export type Network = 'public' | 'private' | 'closed';

const privateRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** Services of clouds that hand out keys, in private ranges or, Azure's, in a public one; the others are link-local. */
const metadataServices: ReadonlySet<string> = new Set([
  ...['100.100.100.200', '168.63.129.16', 'fd00:ec2::23', 'fd00:ec2::254', 'fd20:ce::254'],
]);

/** All that is allocated to the public internet; what lies elsewhere is unspecified, embeds another address, or is yet to be used. */
const publicIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** By the registries of special addresses, and by the address within where an IPv6 one stands for one of IPv4. */
export function networkOf(address: string): Network {
  if (!ipaddr.isValid(address)) return 'closed';
  const known = withinNat64(ipaddr.process(address));
  if (metadataServices.has(known.toString())) return 'closed';
  const range = known.range();
  if (privateRanges.has(range)) return 'private';
  if (range !== 'unicast') return 'closed';
  return known instanceof ipaddr.IPv4 || known.match(publicIpv6) ? 'public' : 'closed';
}

const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Networks of IPv6 alone reach every address of IPv4 by this prefix, private ones too. */
function withinNat64(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6) || !address.match(nat64)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}
