import { z } from 'zod';
import { knownProviders } from './known-providers.ts';
import { type ProviderKind, providerKinds } from './provider-kinds.ts';

const Money = z.number().nonnegative();

const Price = z.strictObject({
  input: Money.describe('a million tokens in'),
  cached: Money.optional().describe('a million of the tokens in that the provider still knew; default: `input`'),
  output: Money.describe('a million tokens out'),
  training: Money.optional().describe('a million trained tokens'),
});

/** Specs are stored and shown, and a password would be, too. */
function holdsUser(address: string): boolean {
  const { username = '', password = '' } = URL.canParse(address) ? new URL(address) : {};
  return username !== '' || password !== '';
}

const Provider = z.strictObject({
  kind: z
    .enum(Object.keys(providerKinds) as [ProviderKind, ...ProviderKind[]])
    .optional()
    .describe('the protocol that it speaks; default: `openai`, as look-alikes do'),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'an address such as https://host/v1' })
    .refine((address) => !holdsUser(address), 'an address without a user (give a key by keyVariable instead)')
    .optional()
    .describe('up to and with `/v1`; required, except of `sandbox` and `openai`'),
  keyVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of a variable in capitals, such as MY_PROVIDER_KEY')
    .optional()
    .describe('environment variable of the worker that holds the key; absent: no key is sent'),
  timeoutSeconds: z.number().positive().max(3600).default(120).describe('of one call'),
  concurrency: z.int().min(1).max(1000).optional().describe('calls in flight; default: `limits.concurrency`'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capitals, such as USD')
    .default('USD')
    .describe('of its prices'),
  prices: z
    .record(z.string().min(1), Price)
    .default({})
    .describe('of models by name; `ft:BASE` is that of every model tuned from BASE, `NAME` also that of `NAME:…`'),
});

/** Providers by name, as written; `sandbox` and `openai` are there in any case. */
export function providersSchema(name: z.ZodString) {
  return z
    .record(name, Provider)
    .prefault({})
    .transform((own, context) => {
      const known = Object.entries(knownProviders).map(
        ([name, at]) => [name, { ...Provider.parse({}), ...at }] as const,
      );
      const named = Object.entries(own).flatMap(([name, provider]) => {
        const complete = completed(name, provider);
        if (complete) return [[name, complete] as const];
        for (const key of missingOf(name, provider)) {
          context.addIssue({ ...missing, path: [name, key], input: undefined });
        }
        return [];
      });
      return Object.fromEntries<ProviderSpec>([...known, ...named]);
    });
}

const missing = { code: 'custom', message: 'an address (baseUrl), and the name of its key (keyVariable)' } as const;

/** What a provider needs to be reached: a known one that is elsewhere has a key there, and any other may want none. */
function missingOf(name: string, provider: z.output<typeof Provider>): ('baseUrl' | 'keyVariable')[] {
  const needed = Object.hasOwn(knownProviders, name) ? (['baseUrl', 'keyVariable'] as const) : (['baseUrl'] as const);
  return needed.filter((key) => provider[key] === undefined);
}

function completed(name: string, provider: z.output<typeof Provider>): ProviderSpec | undefined {
  const { baseUrl, keyVariable } = provider;
  if (Object.hasOwn(knownProviders, name) && baseUrl === undefined && keyVariable === undefined) {
    return { ...provider, ...knownProviders[name as keyof typeof knownProviders] };
  }
  return baseUrl !== undefined && missingOf(name, provider).length === 0 ? { ...provider, baseUrl } : undefined;
}

/** A provider with its address. */
export type ProviderSpec = z.output<typeof Provider> & { baseUrl: string };

/** What a million tokens cost, in the provider's currency. */
export type Price = z.output<typeof Price>;
