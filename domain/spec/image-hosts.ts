import { z } from 'zod';

/** A host that images may be fetched from, as it is matched. */
interface HostRule {
  hostname: string;
  /** Names below it, and not itself. */
  isWildcard: boolean;
  /** Empty for the usual port of the address's scheme. */
  port: string;
}

const wildcard = '*.';

const Host = z
  .string()
  .refine(
    (text) => ruleOf(text) !== undefined,
    'the name of a host, such as covers.example.org, or *.example.org for all below it, with a port where it is an unusual one',
  );

/** Where images that are given by their addresses may come from. */
export const ImagesSpec = z
  .strictObject({
    hosts: z
      .array(Host)
      .default([])
      .describe(
        'such as `covers.example.org`, `*.example.org` (all names below it) or `covers.example.org:8443`; each has to lead to the public internet, unless it is an IP address itself, or `localhost`',
      ),
    privateHosts: z
      .array(Host)
      .default([])
      .describe(
        'hosts that may lead into a private network; never to link-local addresses, where clouds keep their keys',
      ),
  })
  .superRefine(({ hosts, privateHosts }, context) => {
    if (hosts.length + privateHosts.length > 0) return;
    context.addIssue({ code: 'custom', path: ['hosts'], message: 'name at least one host', input: undefined });
  });

export type ImagesSpec = z.output<typeof ImagesSpec>;

/** How far one may go for an image at an address; undefined where the spec does not allow its host. */
export function reachOfImage(spec: ImagesSpec | undefined, address: URL): 'public' | 'private' | undefined {
  if (spec?.privateHosts.some((host) => matches(host, address))) return 'private';
  const named = spec?.hosts.find((host) => matches(host, address));
  if (named === undefined) return undefined;
  // It says itself where it leads, which a name does not.
  return isAddress(address.hostname) || address.hostname === 'localhost' ? 'private' : 'public';
}

function matches(host: string, { hostname, port }: URL): boolean {
  const rule = ruleOf(host);
  if (!rule || rule.port !== port) return false;
  const name = hostname.replace(/\.$/, '');
  return rule.isWildcard ? name.endsWith(`.${rule.hostname}`) : name === rule.hostname;
}

/** Names are compared as the web writes them: in lower case, and other scripts than Latin in Punycode. */
function ruleOf(text: string): HostRule | undefined {
  const isWildcard = text.startsWith(wildcard);
  const host = isWildcard ? text.slice(wildcard.length) : text;
  if (host === '' || /[\s/?#@\\*]/.test(host)) return undefined;
  // Of the two, one has the port for its usual one and leaves it out.
  const [plain, secure] = ['http', 'https'].map((scheme) => `${scheme}://${host}/`);
  if (!plain || !secure || !URL.canParse(plain) || !URL.canParse(secure)) return undefined;
  const hostname = new URL(secure).hostname.replace(/\.$/, '');
  if (isWildcard && (isAddress(hostname) || !hostname.includes('.'))) return undefined;
  return { hostname, isWildcard, port: new URL(secure).port && new URL(plain).port };
}

/** An IP address, which a URL has in one form alone. */
function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);
}
