import type { ArtifactRef } from '../domain/artifact.ts';
import type { RunInput, RunPlan } from '../domain/run.ts';
import type { ModelProvider } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { reporting } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { readSpec } from './run-files.ts';

export interface UploadInput {
  run: RunInput;
  plan: RunPlan;
  file: ArtifactRef;
}

export function uploadActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  return {
    /** The id of the file at the provider; one of our name and size, made by an earlier attempt or run, is adopted. */
    uploadFile: ({ run, plan, file }: UploadInput): Promise<string> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const { direct } = providers.connect(spec, plan.fineTune?.provider ?? spec.provider);
        return withHeartbeat(
          () => ({ done: 0, total: 1 }),
          () => findOrUpload(direct, store, file),
        );
      }),
  };
}

async function findOrUpload(provider: ModelProvider, store: ArtifactStore, file: ArtifactRef): Promise<string> {
  const upload = { filename: nameOf(file), bytes: file.bytes, path: await store.localPath(file) };
  const known = await provider.findFile(upload);
  return (known ?? (await provider.uploadFile(upload))).id;
}

/** Opaque, and the same for the same content: that is how a later attempt recognises it. */
function nameOf(file: ArtifactRef): string {
  return `tempera-${file.sha256.slice(0, 32)}.jsonl`;
}
