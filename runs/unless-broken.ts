import { ArtifactError } from '../storage/artifact-store.ts';

/** What a read gives, or undefined of a file that is broken or gone: of another run, it is that run's concern. */
export async function unlessBroken<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ArtifactError && (error.code === 'corrupted' || error.code === 'missing')) return undefined;
    throw error;
  }
}
