import { type LocalEnvironment, type LocalOptions, startLocalEnvironment } from './environment.ts';

/** Works in a local environment, which ends with the work; when a part of it ends by itself, the work fails with the reason. */
export async function withLocalEnvironment<T>(
  options: LocalOptions,
  work: (local: LocalEnvironment) => Promise<T>,
): Promise<T> {
  const local = await startLocalEnvironment(options);
  try {
    return await Promise.race([work(local), local.failed]);
  } finally {
    await local.stop();
  }
}
