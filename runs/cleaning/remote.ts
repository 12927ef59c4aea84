import type { RunInput } from '../../domain/run/run.ts';
import type { ArtifactStore, StoredFile } from '../../storage/artifact-store.ts';
import { readIntents } from '../intents.ts';
import { readIfThere } from '../json.ts';
import { openRun } from '../open-run.ts';
import { unlessBroken } from '../unless-broken.ts';
import type { StoredRun } from './stored-runs.ts';

/** What a run has made at a provider. */
export interface RemoteThings {
  run: RunInput;
  provider: string;
  files: readonly string[];
  models: readonly string[];
}

/** What a run has made at the provider that trains for it, by what it has written down; undefined where it has made nothing. */
export async function remoteThings(
  store: ArtifactStore,
  { runId, files }: StoredRun,
): Promise<RemoteThings | undefined> {
  const run = openRun(store, runId);
  const [record, spec] = await Promise.all([unlessBroken(run.record), unlessBroken(run.spec)]);
  if (!record || !spec?.fineTune) return undefined;
  const uploads = await madeIn(store, files);
  const models = await modelsIn(store, files);
  const provider = spec.fineTune.provider ?? spec.provider;
  return { run: record.input, provider, files: uploads, models };
}

async function madeIn(store: ArtifactStore, files: readonly StoredFile[]): Promise<string[]> {
  const logs = new Set(files.map(({ key }) => /^(.*\/file-[^/]*\.intents\.jsonl)\.segments\//.exec(key)?.[1]));
  const made = await Promise.all([...logs].map((log) => (log ? readIntents(store, log) : undefined)));
  return [...new Set(made.flatMap((intents) => intents?.made ?? []))];
}

/** The models of jobs that this run has made itself: what it took over is another's. */
async function modelsIn(store: ArtifactStore, files: readonly StoredFile[]): Promise<string[]> {
  const jobs = files.filter(({ key }) => /^runs\/[^/]+\/job-\d+\.json$/.test(key));
  const records = await Promise.all(
    jobs.map(({ key }) => unlessBroken(() => readIfThere<{ job: { fineTunedModel?: string } }>(store, key))),
  );
  return records.flatMap((record) => record?.job.fineTunedModel ?? []);
}
