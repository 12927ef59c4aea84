import { ClientError } from '../program/client-error.ts';

/** Refuses an id that cannot begin the ids of runs. */
export function checkScheduleId(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(id)) return id;
  throw new ClientError(
    'badInput',
    `schedule id ${JSON.stringify(id)}: use letters, digits, ".", "_" and "-", at most 80, and begin with a letter or digit`,
  );
}
