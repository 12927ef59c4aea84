import type { RunInput } from '../run/run.ts';

/** What is to be deleted at the provider that has trained for a run. */
export interface RemoteRemoval {
  run: RunInput;
  provider: string;
  files: readonly string[];
  models: readonly string[];
}

/** Ids of files and names of models that are gone from a provider, and why others are not. */
export interface RemoteRemoved {
  gone: string[];
  failed: { id: string; why: string }[];
}
