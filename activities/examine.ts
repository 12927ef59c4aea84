import { hostname } from 'node:os';
import { z } from 'zod';
import type { Examination, Examined } from '../domain/health/examination.ts';
import { type Finding, mend, ok, unknown } from '../domain/health/finding.ts';
import { specModels } from '../domain/health/spec-models.ts';
import type { Notify } from '../domain/notify/notify.ts';
import { knownProviders } from '../domain/spec/known-providers.ts';
import { providersSchema } from '../domain/spec/provider-spec.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { dataFinding, storeFindings } from '../runs/places.ts';
import { whatIsMissing } from '../sources/data-files.ts';
import { InputError } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { inWords, reporting } from './failures.ts';
import { createWebhooks, WebhookError, type Webhooks } from './webhook.ts';

/** What a worker looks at. */
interface Place {
  store: ArtifactStore;
  providers: ProviderRegistry;
  dataDirectory: string;
  webhooks?: Webhooks;
}

type Reached = Pick<RunSpec, 'providers' | 'limits'>;

export function examineActivities({ store, providers, dataDirectory, webhooks = createWebhooks({}) }: Place) {
  /** Looks at a provider and at models there; a key that is missing is no fault where no spec needs it. */
  async function lookAt(spec: Reached, name: string, models: readonly string[]): Promise<Finding> {
    const what = `provider ${name}`;
    try {
      const { direct } = providers.connect(spec, name);
      const who = await providers.identityOf(spec, name);
      const found = new Map<string, string>();
      // A name that nobody has shows as well who lets us in.
      for (const model of models.length > 0 ? models : ['tempera-doctor'])
        found.set(model, await direct.lookUpModel(model));
      const lacking = models.filter((model) => found.get(model) === 'not served');
      const problem = `${who} does not list ${lacking.join(', ')}. Check the name, and the project of the key.`;
      if (lacking.length > 0) return mend(what, problem);
      if (models.length === 0) return ok(what, `${who} lets us in`);
      const untold = models.filter((model) => found.get(model) === 'not told');
      if (untold.length === 0) return ok(what, `${who} lets us in and lists ${models.join(', ')}`);
      return ok(what, `${who} lets us in; it lists no models, so that a run asks each a word before it pays`);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const isUnused = models.length === 0 && ['missing_key', 'connection'].includes(error.problem.code);
      const words = inWords(error.problem);
      return isUnused ? unknown(what, `${words}; no matter where no run names it`) : mend(what, words);
    }
  }

  return {
    /** Looks around at the worker's place: its store, data, room and providers. Nothing is paid. */
    lookAround: ({ spec: ref }: Examination): Promise<Examined> =>
      reporting(async () => {
        const spec = ref && (JSON.parse((await store.read(ref)).toString()) as RunSpec);
        const reached = spec ?? usual();
        const models = spec ? specModels(spec) : new Map(Object.keys(knownProviders).map((name) => [name, []]));
        const webhook = spec?.notify ? [webhookFinding(webhooks, spec.notify)] : [];
        const data = [await dataFinding(dataDirectory), ...(spec ? await filesFindings(dataDirectory, spec) : [])];
        const here = [...(await storeFindings(store)), ...data, ...webhook];
        const found = await Promise.all([...models].map(([name, wanted]) => lookAt(reached, name, [...wanted])));
        const place = `at ${process.pid}@${hostname()}`;
        return {
          findings: [...here.map((one) => ({ ...one, what: `${one.what} ${place}` })), ...found],
          now: Date.now(),
        };
      }),
  };
}

/** Whether what a spec names lies in the data folder; a hub is looked at by `validate`. */
async function filesFindings(dataDirectory: string, { data: { source } }: RunSpec): Promise<Finding[]> {
  if (source.kind === 'hub') return [];
  const what = 'data files';
  try {
    const missing = await whatIsMissing(dataDirectory, source);
    return [missing === undefined ? ok(what, 'all that the spec names are there') : mend(what, missing)];
  } catch (error) {
    if (error instanceof InputError) return [mend(what, error.message)];
    throw error;
  }
}

/** Whether the variables are there; nothing is posted. */
function webhookFinding(webhooks: Webhooks, notify: Notify): Finding {
  const what = 'webhook';
  try {
    webhooks.check(notify);
    return ok(
      what,
      `${notify.webhook} holds an address${notify.secret === undefined ? '' : ', and the secret is one'}`,
    );
  } catch (error) {
    if (error instanceof WebhookError) return mend(what, error.message);
    throw error;
  }
}

/** What a spec that names no provider has. */
function usual(): Reached {
  return { providers: providersSchema(z.string()).parse({}), limits: { concurrency: 1 } as RunSpec['limits'] };
}
