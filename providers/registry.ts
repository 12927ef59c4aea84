import type { ProviderSpec, RunSpec } from '../domain/spec/run-spec.ts';
import { createOpenAiProvider, type OpenAiOptions } from './openai-provider.ts';
import { createPatientProvider, defaultPatience, type Patience, type PatientProvider } from './patience.ts';
import { type ModelProvider, ProviderError } from './port.ts';
import { createThrottle } from './throttle.ts';

/** A provider as an activity uses it. */
export interface ConnectedProvider {
  /** One attempt a call. */
  direct: ModelProvider;
  /** Under the throttle, with repetition. */
  patient: PatientProvider;
}

/** Gives a run's providers, each with one throttle for the whole process. Throws {@link ProviderError} without a key. */
export interface ProviderRegistry {
  connect(spec: Pick<RunSpec, 'providers' | 'limits'>, name: string): ConnectedProvider;
  /** Who is called by a provider's name, here and now; what was told by another identity is another's. */
  identityOf(spec: Pick<RunSpec, 'providers'>, name: string): Promise<string>;
}

/** How providers are reached, and how long they are waited for. */
export interface RegistryOptions {
  reach?: (options: OpenAiOptions) => ModelProvider;
  patience?: Patience;
}

/** Keys and, by TEMPERA_<NAME>_URL, other addresses of providers come from the environment of the worker. */
export function createProviderRegistry(
  environment: NodeJS.ProcessEnv,
  { reach = createOpenAiProvider, patience = defaultPatience }: RegistryOptions = {},
): ProviderRegistry {
  const connected = new Map<string, ConnectedProvider>();

  return {
    async identityOf(spec, name) {
      const { origin, pathname } = new URL(addressOf(spec, name));
      return `${origin}${pathname.replace(/\/+$/, '')}`;
    },
    connect(spec, name) {
      const provider = providerOf(spec, name);
      const baseUrl = addressOf(spec, name);
      const concurrency = provider.concurrency ?? spec.limits.concurrency;
      const identity = JSON.stringify([baseUrl, provider.keyVariable, concurrency, provider.timeoutSeconds]);
      const known = connected.get(identity) ?? connect(provider, baseUrl, concurrency);
      connected.set(identity, known);
      return known;
    },
  };

  function addressOf(spec: Pick<RunSpec, 'providers'>, name: string): string {
    return environment[urlVariable(name)] ?? providerOf(spec, name).baseUrl;
  }

  function connect(provider: ProviderSpec, baseUrl: string, concurrency: number): ConnectedProvider {
    const apiKey = environment[provider.keyVariable];
    if (!apiKey) {
      throw blocked(
        `no key: set ${provider.keyVariable} in the environment of the worker and start it again`,
        'missing_key',
      );
    }
    const direct = reach({ baseUrl, apiKey, timeout: provider.timeoutSeconds * 1000 });
    return { direct, patient: createPatientProvider(direct, createThrottle(concurrency), patience) };
  }
}

function providerOf({ providers }: Pick<RunSpec, 'providers'>, name: string): ProviderSpec {
  const provider = providers[name];
  if (!provider) throw blocked(`provider ${JSON.stringify(name)} is not in the spec`, 'unknown_provider');
  return provider;
}

function urlVariable(name: string): string {
  return `TEMPERA_${name.toUpperCase().replaceAll('-', '_')}_URL`;
}

function blocked(message: string, code: string): ProviderError {
  return new ProviderError({ action: 'blocked', code, message });
}
