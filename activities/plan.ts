import { activityInfo } from '@temporalio/activity';
import { providerOfCandidate } from '../domain/cost/prices.ts';
import { ratersOf } from '../domain/grading/raters.ts';
import { raterName } from '../domain/grading/rating.ts';
import { parametersByWho } from '../domain/models/asked.ts';
import type { Notify } from '../domain/notify/notify.ts';
import { isAsked } from '../domain/run/plan.ts';
import type { RunInput, RunPlan, RunWorkflow } from '../domain/run/run.ts';
import { showsMetadata } from '../domain/spec/provider-kinds.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { publishJson, readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { publishRunRecord } from '../runs/record.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { cannotStart, orCannotStart } from './cannot-start.ts';
import { finalFailure } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { readSpec } from './run-files.ts';
import { createWebhooks, WebhookError, type Webhooks } from './webhook.ts';

export interface PlanInput {
  run: RunInput;
  /** False leaves out what this run would have to make. */
  fineTunes: boolean;
}

export function planActivities({
  store,
  providers,
  webhooks = createWebhooks({}),
}: {
  store: ArtifactStore;
  providers: ProviderRegistry;
  webhooks?: Webhooks;
}) {
  return {
    /** Fixes what a run will do, once: a later attempt reads what the first one wrote. */
    planRun: ({ run, fineTunes }: PlanInput): Promise<RunPlan> =>
      reportingAlive(async () => {
        if (run.from !== undefined) await recordRetry(store, run);
        const spec = await readSpec(store, run);
        if (run.notify) requireWebhook(webhooks, run.notify);
        const known = await store.find(keys.plan(run.runId));
        if (known) return readJson<RunPlan>(store, known);
        const plan = planOf(spec, fineTunes);
        const identities = await identitiesOf(plan, spec, providers);
        const deploys = plan.fineTune !== undefined && (await hasHost(plan.fineTune.provider, spec, providers));
        const whole = {
          ...plan,
          ...warningOf(plan, spec, identities),
          ...(deploys && { deploys }),
          identities,
        } satisfies RunPlan;
        const ref = await publishJson(store, keys.plan(run.runId), whole);
        return readJson<RunPlan>(store, ref);
      }),
  };
}

/** Somebody who cannot be told is named before anything is paid. */
function requireWebhook(webhooks: Webhooks, notify: Notify): void {
  try {
    webhooks.check(notify);
  } catch (error) {
    throw error instanceof WebhookError ? cannotStart(error.message) : error;
  }
}

/** A retry counts from its first step on: one whose client was killed before the start has never been. */
async function recordRetry(store: ArtifactStore, input: RunInput): Promise<void> {
  const { scheduledTimestampMs, workflowType } = activityInfo();
  const startedAt = new Date(scheduledTimestampMs).toISOString();
  await publishRunRecord(store, { startedAt, workflow: workflowType as RunWorkflow, input });
}

function planOf(spec: RunSpec, fineTunes: boolean): RunPlan {
  const parameters = parametersByWho(spec);
  const sentTo = (who: string) => {
    const sent = parameters.get(who);
    return sent ? { parameters: sent } : {};
  };
  const candidates = Object.entries(spec.candidates)
    .map(([name, { model, answers }]) => ({
      name,
      model,
      provider: providerOfCandidate(spec, name),
      ...(answers && { stored: true as const }),
    }))
    .filter(({ model }) => fineTunes || model !== 'tuned')
    .map((candidate) => ({ ...candidate, ...(!candidate.stored && sentTo(candidate.name)) }));
  if (candidates.length === 0) {
    throw finalFailure(
      'BadInput',
      'every candidate is the tuned model, which this run does not make: add --fine-tune or another candidate',
    );
  }
  const raters = ratersOf(spec).map(({ name, model, provider }) => ({
    ...(name !== undefined && { name }),
    model,
    provider,
    ...sentTo(raterName(name)),
  }));
  return {
    name: spec.name,
    candidates,
    ...(spec.approval && { approval: spec.approval }),
    repeats: spec.repeats,
    ...(fineTunes && trainingOf(spec)),
    ...(raters.length > 0 && { raters }),
  };
}

/** Whom this worker calls by the names that the run uses. */
async function identitiesOf(
  { candidates, fineTune, raters = [] }: RunPlan,
  spec: RunSpec,
  providers: ProviderRegistry,
): Promise<Record<string, string>> {
  const asked = candidates.filter(isAsked);
  const used = [...asked, ...raters, ...(fineTune ? [fineTune] : [])].map(({ provider }) => provider);
  const identities: Record<string, string> = {};
  for (const name of new Set(used)) {
    identities[name] = await orCannotStart(name, () => providers.identityOf(spec, name));
  }
  return identities;
}

async function hasHost(name: string, spec: RunSpec, providers: ProviderRegistry): Promise<boolean> {
  return orCannotStart(name, async () => providers.connect(spec, name).direct.host !== undefined);
}

function trainingOf({ fineTune, provider: usual }: RunSpec): Pick<RunPlan, 'fineTune'> {
  return fineTune ? { fineTune: { model: fineTune.model, provider: fineTune.provider ?? usual } } : {};
}

function warningOf(
  { fineTune }: RunPlan,
  spec: RunSpec,
  identities: Readonly<Record<string, string>>,
): Pick<RunPlan, 'beforeJob'> {
  const { provider } = fineTune ?? {};
  if (provider === undefined || showsMetadata(spec, provider, identities[provider])) return {};
  const beforeJob =
    `${provider} is not known to give back the metadata of a job. If its answer to the creation of the job is lost, ` +
    'the job cannot be found again, and another one is created and paid, once';
  return { beforeJob };
}
