import { readFileSync } from 'node:fs';

/** Resident memory of a process in MB, now and at most so far; read from /proc. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1000);
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

const millisecondsPerTick = 10;

/** Processor time that a process has used, its threads and the system's work for it included; read from /proc. */
export function cpuMillisecondsOf(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * millisecondsPerTick;
}
