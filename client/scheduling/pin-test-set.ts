import type { Dataset } from '../../domain/data/dataset.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { Schedule } from '../../domain/schedule/schedule.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { fingerprintOf } from '../../runs/pin.ts';
import { openSource } from '../../sources/open-source.ts';
import type { BytesRead } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** Whose test set it is, and where its data lies. */
export interface TestSetOf extends Pick<Schedule, 'id' | 'workflow' | 'settings'> {
  dataDirectory: string;
  onData?: ((progress: BytesRead) => void) | undefined;
}

/** Makes the test set that the runs of a schedule share, or finds it. Throws {@link InputError}. */
export async function pinTestSet(
  store: ArtifactStore,
  spec: RunSpec,
  { id, workflow, settings, dataDirectory, onData }: TestSetOf,
): Promise<ArtifactRef> {
  // Its libraries take longer to load than most commands take to run.
  const { openFetchedImages } = await import('../../preparing/fetched-images.ts');
  const { prepareData } = await import('../../preparing/prepare.ts');
  const fetched = openFetchedImages({ store, data: spec.data });
  const source = openSource(dataDirectory, spec.data, { fetched });
  const fineTunes = workflow === 'fineTuneAndEvaluate';
  try {
    const fingerprint = fingerprintOf(spec, await source.files(onData));
    const folder = keys.scheduleData(id, `${fingerprint.slice(0, 16)}${fineTunes ? '-training' : ''}`);
    const known = await store.find(keys.datasetIn(folder));
    if (known) return known;
    const { pageRows } = settings;
    const dataset = await prepareData({
      spec,
      source,
      store,
      folder,
      pageRows,
      fineTunes,
      fetched,
      progress: { done: 0, total: 0 },
    });
    await source.requireUnchanged();
    return await publishJson(store, keys.datasetIn(folder), dataset);
  } finally {
    await source.close();
  }
}

/** The test set that a schedule has, where it fits another spec, too: whoever edits a rubric keeps it. */
export async function keptTestSet(
  store: ArtifactStore,
  { data, workflow }: Schedule,
  spec: RunSpec,
  now: Schedule['workflow'],
): Promise<ArtifactRef | undefined> {
  if (!data || workflow !== now) return undefined;
  const { fingerprint, sources } = await readJson<Dataset>(store, data);
  return fingerprintOf(spec, sources) === fingerprint ? data : undefined;
}
