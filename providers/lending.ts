import { headersVariable, lentVariables, ownProviders } from '../domain/spec/lent-variables.ts';
import { ProviderError } from './port.ts';

/** Which variables of its environment a worker lends to which origins: the worker decides that, and no spec does. */
export interface Lending {
  /** Throws {@link ProviderError} with the line to add where a variable may not go to an address. */
  check(variable: string, address: URL): void;
  /** Variables that are lent to anybody. */
  variables: readonly string[];
}

const setting = 'TEMPERA_KEYS';

/** Reads `TEMPERA_KEYS=VARIABLE=ORIGIN,…`; a variable may stand with several origins. */
export function readLending(environment: NodeJS.ProcessEnv): Lending {
  const listed = environment[setting]?.trim() ?? '';
  const pairs = () => [...listedPairs(listed), ...ownProviders.flatMap((provider) => ownPairs(provider, environment))];

  return {
    check(variable, { origin }) {
      if (pairs().some((pair) => pair.variable === variable && pair.origin === origin)) return;
      const line = [...(listed ? [listed] : []), `${variable}=${origin}`].join(',');
      throw blocked(
        'key_not_lent',
        `this worker does not lend ${variable} to ${origin}: where that is right, start it with ${setting}=${line}`,
      );
    },
    variables: lentVariables(listed),
  };
}

interface Pair {
  variable: string;
  origin: string;
}

function listedPairs(listed: string): Pair[] {
  return listed
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((pair) => {
      const [, variable, address] = /^([A-Za-z_]\w*)=(https?:\/\/.+)$/i.exec(pair) ?? [];
      if (variable && address && URL.canParse(address)) return { variable, origin: new URL(address).origin };
      throw blocked('bad_keys', `${setting} is no list of VARIABLE=ORIGIN, such as MY_KEY=https://host`);
    });
}

/** Another address that the environment gives a provider is its own on this machine only: a mistyped host gets no key. */
function ownPairs({ name, key, origin }: (typeof ownProviders)[number], environment: NodeJS.ProcessEnv): Pair[] {
  const other = environment[`TEMPERA_${name}_URL`];
  const origins = [origin, ...(other && isLoopback(other) ? [new URL(other).origin] : [])];
  return origins.flatMap((origin) => [key, headersVariable(name)].map((variable) => ({ variable, origin })));
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** What a person must mend before a provider can be asked. */
export function blocked(code: string, message: string): ProviderError {
  return new ProviderError({ action: 'blocked', code, message });
}
