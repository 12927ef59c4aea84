/** Digits of a slot in a run's id, such as `20261128T003920`. */
const slotDigits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/;

/** A slot by its moment: ISO 8601 in UTC, to the second. */
export function slotAt(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

/** The id of the one run of a slot, such as `nightly-20261128T003920`. */
export function runIdOfSlot(schedule: string, slot: string): string {
  return `${schedule}-${slot.replaceAll(/[-:Z]/g, '')}`;
}

/** The slot in the id of a run of a schedule; undefined for the id of any other run. */
export function slotOfRunId(schedule: string, runId: string): string | undefined {
  if (!runId.startsWith(`${schedule}-`)) return undefined;
  const digits = slotDigits.exec(runId.slice(schedule.length + 1));
  if (!digits) return undefined;
  const [, year, month, day, hour, minute, second] = digits;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
