import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import { requireTrainer } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { reportingAlive } from './heartbeat.ts';
import { makeOnce } from './make-once.ts';
import { plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

export interface UploadInput {
  run: RunInput;
  plan: RunPlan;
  file: ArtifactRef;
}

export function uploadActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });

  return {
    /** The id of the file at the provider; one of our name and size, made by an earlier attempt or run, is adopted. */
    uploadFile: ({ run, file }: UploadInput): Promise<string> =>
      reportingAlive(async (lease) => {
        const spec = await readSpec(store, run);
        const name = spec.fineTune?.provider ?? spec.provider;
        const provider = requireTrainer((await connected(run, spec, name)).direct, name);
        const upload = { filename: nameOf(file), bytes: file.bytes, path: await store.localPath(file) };
        const log = keys.fileIntents(run.runId, run.generation, file.sha256);
        return makeOnce(
          { store, log, what: 'file', find: () => provider.trainer.findFile(upload), lag: run.settings.adoptionWait },
          { make: () => provider.trainer.uploadFile(upload), lease },
        );
      }),
  };
}

/** Opaque, and the same for the same content: that is how a later attempt recognises it. */
function nameOf(file: ArtifactRef): string {
  return `tempera-${file.sha256.slice(0, 32)}.jsonl`;
}
