import type { ProviderSpec, RunSpec } from '../domain/spec/run-spec.ts';
import { createOpenAiProvider } from './openai-provider.ts';
import { createPatientProvider, type PatientProvider } from './patience.ts';
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
}

/** Keys and, by TEMPERA_<NAME>_URL, other addresses of providers come from the environment of the worker. */
export function createProviderRegistry(environment: NodeJS.ProcessEnv): ProviderRegistry {
  const connected = new Map<string, ConnectedProvider>();

  return {
    connect(spec, name) {
      const provider = spec.providers[name];
      if (!provider) throw blocked(`provider ${JSON.stringify(name)} is not in the spec`, 'unknown_provider');
      const baseUrl = environment[urlVariable(name)] ?? provider.baseUrl;
      const concurrency = provider.concurrency ?? spec.limits.concurrency;
      const identity = JSON.stringify([baseUrl, provider.keyVariable, concurrency, provider.timeoutSeconds]);
      const known = connected.get(identity) ?? connect(provider, baseUrl, concurrency, environment);
      connected.set(identity, known);
      return known;
    },
  };
}

function connect(
  provider: ProviderSpec,
  baseUrl: string,
  concurrency: number,
  environment: NodeJS.ProcessEnv,
): ConnectedProvider {
  const apiKey = environment[provider.keyVariable];
  if (!apiKey) {
    throw blocked(
      `no key: set ${provider.keyVariable} in the environment of the worker and start it again`,
      'missing_key',
    );
  }
  const direct = createOpenAiProvider({ baseUrl, apiKey, timeout: provider.timeoutSeconds * 1000 });
  return { direct, patient: createPatientProvider(direct, createThrottle(concurrency)) };
}

function urlVariable(name: string): string {
  return `TEMPERA_${name.toUpperCase().replaceAll('-', '_')}_URL`;
}

function blocked(message: string, code: string): ProviderError {
  return new ProviderError({ action: 'blocked', code, message });
}
