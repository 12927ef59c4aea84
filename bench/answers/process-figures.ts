import { readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process in MB, now and at most so far; read from /proc. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1000);
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** From here on the peak of a process is that of what follows. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

const millisecondsPerTick = 10;

/** Processor time that a process has used, its threads and the system's work for it included; read from /proc. */
export function cpuMillisecondsOf(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * millisecondsPerTick;
}

/** Notes the processor time of a process, so that it can be told afterwards of any stretch of time. */
export function watchCpu(pid: number): { between(from: Date, to: Date): number; stop(): void } {
  const noted: { at: number; cpu: number }[] = [];
  const note = () => noted.push({ at: Date.now(), cpu: cpuMillisecondsOf(pid) });
  const timer = setInterval(note, 20);
  note();
  const until = (time: Date) => noted.findLast(({ at }) => at <= time.getTime())?.cpu ?? noted[0]?.cpu ?? 0;
  return {
    between: (from, to) => until(to) - until(from),
    stop: () => {
      clearInterval(timer);
      note();
    },
  };
}
