import { raterRespondent } from '../asking/rater.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import { ratersOf } from '../domain/grading/raters.ts';
import { type Rater, type Rating, type RatingItem, type RatingOutcome, raterName } from '../domain/grading/rating.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { Shard } from '../domain/run/plan.ts';
import type { CandidateResult, Paged, RatingCounts, RatingManifest, RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { PatientProvider } from '../providers/patience.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { Pause } from '../providers/throttle/silence.ts';
import { createAnswerCache, isReusable, knownBy } from '../runs/answer-cache.ts';
import { createEarlierRatings, type RatingPlan, ratedBefore } from '../runs/earlier-ratings.ts';
import { createImageUrls } from '../runs/image-urls.ts';
import { publishJson, readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { readParameters } from '../runs/parameters.ts';
import { readItemPage } from '../runs/samples.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createSpendings } from './budget/spending.ts';
import { finalFailure, reporting } from './failures.ts';
import { reportingAlive, withHeartbeat } from './heartbeat.ts';
import { plannedIdentity, plannedProviders, whenAsked } from './planned-providers.ts';
import { ratingItems, writeItems } from './rating-items.ts';
import { recordAsked } from './record-asked.ts';
import { createRecorder } from './recorder.ts';
import { readRows, readSpec, requireShards } from './run-files.ts';
import { type Costs, costsOfShard } from './shard-cost.ts';

export interface PlanRatingsInput {
  run: RunInput;
  dataset: ArtifactRef;
  candidates: readonly CandidateResult[];
}

export interface JudgeShardInput {
  run: RunInput;
  items: Paged;
  shard: Shard;
}

export interface CollectRatingsInput {
  run: RunInput;
  shards: number;
}

export function judgeActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });
  const record = createRecorder(store);
  const cache = createAnswerCache<Rating>(store, 'ratings');
  const imageUrls = createImageUrls(store);
  const spendings = createSpendings(store);
  const earlierRatings = createEarlierRatings(store);

  async function reusableRaters(run: RunInput, spec: RunSpec): Promise<Rater[]> {
    const parameters = await readParameters(store, run, spec);
    return ratersOf(spec).filter(({ name }) => isReusable(spec, parameters.get(raterName(name)) ?? {}));
  }

  async function pinReusable(run: RunInput, spec: RunSpec): Promise<Paged['reuse']> {
    const pins: [string, ArtifactRef][] = [];
    for (const rater of await reusableRaters(run, spec)) {
      const key = keys.ratingReuse(run.runId, run.ratings, keyOf(rater.name));
      const sourceOf = async () => ({
        identity: await plannedIdentity({ store, providers }, run, spec, rater.provider),
        model: rater.model,
      });
      pins.push([keyOf(rater.name), await cache.pin(key, sourceOf)]);
    }
    return pins.length > 0 ? Object.fromEntries(pins) : undefined;
  }

  /** Each rater that has items, with what it needs to be asked. */
  async function askedOf(run: RunInput, spec: RunSpec, { reuse }: Paged, items: readonly RatingItem[], key: string) {
    const parameters = await readParameters(store, run, spec);
    const names = new Set(items.map(({ grader }) => grader));
    const asked = ratersOf(spec).filter(({ name }) => names.has(name));
    const spending = await spendings(run, spec);
    const purse = spending?.purse(key);
    const entries = asked.map((rater) => {
      const pin = reuse?.[keyOf(rater.name)];
      const patient = whenAsked(() => connected(run, spec, rater.provider));
      const known = knownBy(cache, pin);
      const respondent = raterRespondent(rater, parameters.get(raterName(rater.name)) ?? {});
      const who = raterName(rater.name);
      const paying = spending && purse && { purse, priceOf: spending.pricing(who, rater.model) };
      return [rater.name, { respondent, connect: () => patient, imageUrls, known, paying }] as const;
    });
    return { raters: new Map(entries), purse };
  }

  return {
    /** Writes down what the judge and the graders have to rate, each distinct item once, and what may be reused. */
    planRatings: ({ run, dataset: ref, candidates }: PlanRatingsInput): Promise<Paged> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const raters = ratersOf(spec);
        const dataset = await readJson<Dataset>(store, ref);
        const progress = { done: 0, total: raters.length * dataset.samples.rows };
        const index = await withHeartbeat(
          () => progress,
          () => writeItems(store, run, ratingItems(store, raters, dataset, candidates, progress)),
        );
        // Who retries from the judge wants to see it rate again.
        const isAnew = run.from === 'judge';
        const earlier = isAnew ? undefined : await ratedBefore(store, run);
        const plan = { ...index, ...(earlier !== undefined && { earlier }) };
        const published = await publishJson(store, keys.ratingPlan(run.runId, run.ratings), plan);
        const reuse = isAnew ? undefined : await pinReusable(run, spec);
        // An earlier execution's plan stands, and with it whose ratings are taken over.
        const { pages: _, ...planned } = await readJson<RatingPlan>(store, published);
        return { ref: published, ...planned, ...(reuse && { reuse }) };
      }),

    /** Has the items of a shard rated; a retry asks only for what is missing. */
    judgeShard: ({ run, items, shard }: JudgeShardInput): Promise<RatingCounts & Costs> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const { pages } = await readJson<RatingPlan>(store, items.ref);
        const rows = await readRows((page) => readItemPage(store, page), pages, shard);
        const key = keys.ratingShard(run.runId, run.ratings, shard.index);
        const { raters: asked, purse } = await askedOf(run, spec, items, rows, key);
        const earlier = items.earlier === undefined ? undefined : await earlierRatings(run, items.earlier);
        const ratings = await recordAsked<RatingItem, RatingOutcome, Rating>(record, {
          key,
          purse,
          pausing: () => firstPause([...asked.values()].map(({ connect }) => connect())),
          items: rows,
          idOf: (item) => item.id,
          idOfEntry: (rating) => rating.itemId,
          prior: rows.flatMap(({ id }) => earlier?.get(id) ?? []),
          askingOf: ({ grader }) => required(asked.get(grader)),
          entryOf: ({ id, grader }, told) => ({ ...told, itemId: id, ...(grader !== undefined && { grader }) }),
        });
        const models = new Map(ratersOf(spec).map(({ name, model }) => [name, model]));
        const paidBy = ({ grader }: Rating) => ({ who: raterName(grader), model: models.get(grader) ?? '' });
        return { ...(await countShard(store, ratings)), ...(await costsOfShard(store, ratings, spec, paidBy)) };
      }),

    /** Writes down where the complete ratings are, and offers them to later runs. */
    collectRatings: ({ run, shards: count }: CollectRatingsInput): Promise<ArtifactRef> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        const shards = await requireShards(count, async (index) => {
          const key = keys.ratingShard(run.runId, run.ratings, index);
          return { key, ref: await store.find(key) };
        });
        const manifest: RatingManifest = { rated: 0, failed: 0, shards };
        for (const shard of shards) {
          const { rated, failed } = await countShard(store, shard);
          manifest.rated += rated;
          manifest.failed += failed;
        }
        const ref = await publishJson(store, keys.ratingManifest(run.runId, run.ratings), manifest);
        for (const rater of await reusableRaters(run, spec)) {
          const name = `${run.runId}-${run.ratings}-${keyOf(rater.name)}`;
          const pin = await store.find(keys.ratingReuse(run.runId, run.ratings, keyOf(rater.name)));
          if (pin) await cache.offer(pin, name, { manifest: ref, grader: rater.name });
        }
        return ref;
      }),
  };
}

/** Raters may be asked of several providers. */
function firstPause(providers: readonly PatientProvider[]): Pause | undefined {
  return providers.map(({ pausing }) => pausing).find((pause) => pause !== undefined);
}

/** What a rater's files are called; no grader may be called judge. */
function keyOf(grader: string | undefined): string {
  return grader ?? 'judge';
}

function required<T>(asked: T | undefined): T {
  if (!asked) throw finalFailure('Unexpected', 'an item is to be rated by a grader that the spec does not have');
  return asked;
}

async function countShard(store: ArtifactStore, ref: ArtifactRef): Promise<RatingCounts> {
  const counts = { rated: 0, failed: 0 };
  for await (const { outcome } of store.readLines<Rating>(ref)) counts[outcome] += 1;
  return counts;
}
