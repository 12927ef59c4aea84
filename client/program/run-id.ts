import { ClientError } from './client-error.ts';

/** A readable run id: the spec's name and the time in UTC, such as `covers-20261124-093000`. */
export function newRunId(name: string, at: Date): string {
  const digits = at.toISOString().replaceAll(/[-:]/g, '');
  return `${name}-${digits.slice(0, 8)}-${digits.slice(9, 15)}`;
}

/** Refuses an id that cannot be a folder of the artifact store. */
export function checkRunId(runId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(runId)) return runId;
  throw new ClientError(
    'badInput',
    `run id ${JSON.stringify(runId)}: use letters, digits, ".", "_" and "-", at most 100, and begin with a letter or digit`,
  );
}
