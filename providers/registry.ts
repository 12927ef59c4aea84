import { headersVariable } from '../domain/spec/lent-variables.ts';
import { usualKind } from '../domain/spec/provider-kinds.ts';
import type { ProviderSpec, RunSpec } from '../domain/spec/run-spec.ts';
import { createCleaner } from './cleaner.ts';
import { isSendable, readHeaders } from './extra-headers.ts';
import { type ExtraHeaders, identityOf, isSecret } from './identity.ts';
import { kinds, type ReachOptions } from './kinds.ts';
import { blocked, type Lending, readLending } from './lending.ts';
import { type HearCall, overheard } from './overheard.ts';
import { createPatientProvider, defaultPatience, type Patience, type PatientProvider } from './patience.ts';
import type { Provider } from './port.ts';
import { sandboxIdentity } from './sandbox-state.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** A provider as an activity uses it. */
export interface ConnectedProvider {
  /** One attempt a call. */
  direct: Provider;
  /** Under the throttle, with repetition. */
  patient: PatientProvider;
}

type Spec = Pick<RunSpec, 'providers' | 'limits'>;

/** Gives a run's providers. Throws `ProviderError` where there is no key, or none that may go to the address. */
export interface ProviderRegistry {
  connect(spec: Spec, name: string): ConnectedProvider;
  /** Who is called by a provider's name, here and now; what was told by another identity is another's. */
  identityOf(spec: Pick<RunSpec, 'providers'>, name: string): Promise<string>;
}

/** How providers are reached, and how long they are waited for. */
export interface RegistryOptions {
  reach?: (options: ReachOptions) => Provider;
  patience?: Patience;
  /** Hears of each call to a model once it has ended. */
  hear?: HearCall;
}

/** Where a provider is, and what is shown to it. */
interface Access {
  address: URL;
  headers: ExtraHeaders;
  apiKey: string | undefined;
}

/**
 * Addresses by `TEMPERA_<NAME>_URL`, headers by `TEMPERA_<NAME>_HEADERS`, and keys come from the worker's environment.
 * Everybody who calls the same identity with the same key shares one throttle.
 */
export function createProviderRegistry(
  environment: NodeJS.ProcessEnv,
  { reach, patience = defaultPatience, hear = () => undefined }: RegistryOptions = {},
): ProviderRegistry {
  const lending = readLending(environment);
  const cleaner = createCleaner(secretsOf(environment, lending));
  const throttles = new Map<string, Throttle>();
  const connected = new Map<string, ConnectedProvider>();

  return {
    connect(spec, name) {
      const provider = providerOf(spec, name);
      const concurrency = provider.concurrency ?? spec.limits.concurrency;
      const access = accessOf(name, provider, environment, lending);
      const whose = JSON.stringify([identityOf(access.address, access.headers), access.apiKey]);
      const throttle = atLeastOnce(throttles, whose, () => createThrottle(concurrency));
      const key = JSON.stringify([access, concurrency, provider]);
      return atLeastOnce(connected, key, () => {
        const reachIt = reach ?? kinds[provider.kind ?? usualKind];
        // What a kind has besides in its spec is the kind's own to read.
        const reached = reachIt({ ...provider, ...access, timeout: provider.timeoutSeconds * 1000, cleaner });
        const direct = overheard(reached, name, throttle, hear);
        return { direct, patient: createPatientProvider(direct, throttle.at(concurrency), patience) };
      });
    },
    async identityOf(spec, name) {
      const { address, headers, apiKey } = accessOf(name, providerOf(spec, name), environment, lending);
      const state = name === 'sandbox' ? await sandboxIdentity(address, apiKey, { cleaner }) : undefined;
      return state ?? identityOf(address, headers);
    },
  };
}

function providerOf({ providers }: Pick<RunSpec, 'providers'>, name: string): ProviderSpec {
  const provider = providers[name];
  if (!provider) throw blocked('unknown_provider', `provider ${JSON.stringify(name)} is not in the spec`);
  return provider;
}

function accessOf(name: string, provider: ProviderSpec, environment: NodeJS.ProcessEnv, lending: Lending): Access {
  const capitals = name.toUpperCase().replaceAll('-', '_');
  const address = addressOf(environment[`TEMPERA_${capitals}_URL`] || provider.baseUrl);
  const variable = headersVariable(capitals);
  const headers = readHeaders(variable, environment[variable]);
  if (Object.keys(headers).length > 0) lending.check(variable, address);
  return { address, headers, apiKey: keyOf(provider, address, environment, lending) };
}

function addressOf(baseUrl: string): URL {
  const address = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    // Without what may be a password.
    throw blocked(
      'bad_address',
      `${JSON.stringify(baseUrl.replace(/^.*@/s, '…@'))} is no address, such as https://host/v1`,
    );
  if (address.username || address.password) {
    throw blocked('bad_address', `the address of ${address.host} holds a user: give a key by keyVariable instead`);
  }
  return address;
}

function keyOf(
  { keyVariable }: ProviderSpec,
  address: URL,
  environment: NodeJS.ProcessEnv,
  lending: Lending,
): string | undefined {
  if (keyVariable === undefined) return undefined;
  lending.check(keyVariable, address);
  const key = environment[keyVariable]?.trim();
  if (!key)
    throw blocked('missing_key', `no key: set ${keyVariable} in the environment of the worker and start it again`);
  if (isSendable(key)) return key;
  throw blocked('bad_key', `${keyVariable} holds a character that no key has, such as a line break: set it anew`);
}

/** All that a worker may show to a provider, and that no provider may show to others. */
function secretsOf(environment: NodeJS.ProcessEnv, { variables }: Lending): string[] {
  return variables.flatMap((variable) => {
    const value = environment[variable] ?? '';
    return variable.endsWith('_HEADERS') ? secretHeaders(variable, value) : [value];
  });
}

function secretHeaders(variable: string, text: string): string[] {
  const headers = Object.entries(safely(() => readHeaders(variable, text)) ?? {});
  return headers
    .filter(([name, value]) => isSecret(name) || value.length >= 20)
    .flatMap(([, value]) => [value, ...value.split(' ')]);
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function atLeastOnce<T>(known: Map<string, T>, key: string, make: () => T): T {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
