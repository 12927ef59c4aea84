import type { Shutdown } from '../domain/models/shutdown.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from './keys.ts';

/** Writes down until when a model that a run asks is served. */
export async function recordShutdown(store: ArtifactStore, runId: string, shutdown: Shutdown): Promise<void> {
  const segment = await store.openSegment(keys.shutdowns(runId));
  try {
    await segment.append(shutdown);
  } finally {
    await segment.close();
  }
}

/** When models that a run asks stop, as their providers said last; the first to stop first. */
export async function readShutdowns(store: Pick<ArtifactStore, 'readSegments'>, runId: string): Promise<Shutdown[]> {
  const latest = new Map<string, Shutdown>();
  for await (const shutdown of store.readSegments<Shutdown>(keys.shutdowns(runId))) {
    latest.set(JSON.stringify([shutdown.provider, shutdown.model]), shutdown);
  }
  return [...latest.values()].sort((a, b) => a.date.localeCompare(b.date) || a.model.localeCompare(b.model));
}
