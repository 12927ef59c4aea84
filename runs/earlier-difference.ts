import { providerOfCandidate } from '../domain/cost/prices.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { minimumClusters } from '../domain/statistics/clustered.ts';
import type { EarlierDifference } from '../domain/statistics/planning.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { openRun } from './open-run.ts';
import { type RunRecord, recordedRunIds } from './record.ts';
import { unlessBroken } from './unless-broken.ts';

type Sources = readonly { split: string; sha256: string }[];

/**
 * How the models that a verdict compares differed, by its metric, in the newest run that tells. It asked about the same test
 * files, or some of them: how much two models differ on other data says nothing of these.
 */
export async function earlierDifference(
  store: ArtifactStore,
  spec: RunSpec,
  sources: Sources,
): Promise<EarlierDifference | undefined> {
  const wanted = pairOf(spec);
  if (wanted === undefined) return undefined;
  const here = askedFiles(spec, sources);
  for (const run of await newestFirst(store)) {
    const found = await unlessBroken(() => differenceIn(store, run, wanted));
    if (found && !found.files.isDisjointFrom(here)) return found.difference;
  }
  return undefined;
}

async function newestFirst(store: ArtifactStore): Promise<string[]> {
  const records: RunRecord[] = [];
  for (const runId of await recordedRunIds(store)) {
    const record = await unlessBroken(() => openRun(store, runId).record());
    if (record) records.push(record);
  }
  return records.sort((a, b) => b.startedAt.localeCompare(a.startedAt)).map(({ input }) => input.runId);
}

/** No difference at all tells nothing of what one has to look for, and neither do a few images. */
async function differenceIn(
  store: ArtifactStore,
  runId: string,
  wanted: string,
): Promise<{ difference: EarlierDifference; files: ReadonlySet<string> } | undefined> {
  const run = openRun(store, runId);
  const spec = await run.spec();
  if (!spec || pairOf(spec) !== wanted) return undefined;
  const { changed = 0, clusters = 0, standardError } = (await run.report())?.report.comparison?.primary ?? {};
  if (changed === 0 || clusters < minimumClusters || !standardError) return undefined;
  const difference = { run: runId, clusters, effective: clusters, standardError, differing: changed };
  return { difference, files: askedFiles(spec, (await run.dataset())?.sources ?? []) };
}

/** The files of the rows that are asked about, wherever they lie, as hashes. */
function askedFiles({ on }: RunSpec, sources: Sources): ReadonlySet<string> {
  const own = sources.filter(({ split }) => split === on);
  const asked = own.length > 0 ? own : sources.filter(({ split }) => split === 'all');
  return new Set(asked.map(({ sha256 }) => sha256));
}

/** Who is compared by what, in either order; a model that is trained anew is known by what it is trained from. */
function pairOf(spec: RunSpec): string | undefined {
  const { verdict } = spec;
  if (!verdict) return undefined;
  const models = [verdict.compare, verdict.against].map((name) => {
    const model = spec.candidates[name]?.model;
    return [providerOfCandidate(spec, name), model === 'tuned' ? `ft:${spec.fineTune?.model}` : model];
  });
  return JSON.stringify([models.map(String).sort(), verdict.metric, verdict.slice]);
}
