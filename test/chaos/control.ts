import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { ProgramName } from '../integration/programs.ts';
import type { Activity, KillPoint, MadeKill, PlannedKill, Reached } from './kill.ts';

/** The folder by which chaos and the programs it disturbs talk: a file is still there when its writer is dead. */
export function controlIn(directory: string) {
  const fileOf = (name: string) => path.join(directory, name);
  const read = (name: string) => readFileSync(fileOf(name), 'utf8');
  let inFlight: number | undefined;

  return {
    create(plan: readonly PlannedKill[]): void {
      mkdirSync(directory, { recursive: true });
      writeFileSync(fileOf('plan.json'), JSON.stringify(plan));
      writeFileSync(fileOf('in-flight'), spelt(0));
    },
    plan: (): PlannedKill[] => JSON.parse(read('plan.json')),

    /** A program that can be killed has announced its process. */
    announce: (program: ProgramName, pid: number): void => writeFileSync(fileOf(`${program}.pid`), `${pid}`),
    pidOf: (program: ProgramName): number | undefined =>
      existsSync(fileOf(`${program}.pid`)) ? Number(read(`${program}.pid`)) : undefined,
    forget: (program: ProgramName): void => rmSync(fileOf(`${program}.pid`), { force: true }),

    /** Chat calls that were sent and whose answer is not on disk. */
    inFlight: (): number => Number(read('in-flight')),
    setInFlight(calls: number): void {
      inFlight ??= openSync(fileOf('in-flight'), 'r+');
      // In place: a file that is written anew is empty for a moment, and a reader would find nothing in flight.
      writeSync(inFlight, spelt(calls), 0);
    },

    reached: (activity: Activity, point: KillPoint): void =>
      appendFileSync(fileOf('reached.jsonl'), `${JSON.stringify({ activity, point })}\n`),
    allReached: (): Reached[] => countAlike(existsSync(fileOf('reached.jsonl')) ? read('reached.jsonl') : ''),

    /** Whether it is settled that the kill of this number was made, or cannot be made any more. */
    isSettled: (number: number): boolean => existsSync(fileOf(`kill-${number}.json`)),
    /** Settles it; false when another process was faster. */
    settle(number: number, how: 'made' | 'missed'): boolean {
      try {
        writeFileSync(fileOf(`kill-${number}.json`), JSON.stringify({ how }), { flag: 'wx' });
        return true;
      } catch {
        return false;
      }
    },
    record: (number: number, kill: MadeKill): void =>
      writeFileSync(fileOf(`kill-${number}.json`), JSON.stringify(kill)),
    /** The kill of this number, when it was made. */
    made(number: number): MadeKill | undefined {
      const settled = this.isSettled(number) && JSON.parse(read(`kill-${number}.json`));
      return settled && 'inFlight' in settled ? settled : undefined;
    },
  };
}

export type Control = ReturnType<typeof controlIn>;

function spelt(calls: number): string {
  return String(calls).padStart(8);
}

function countAlike(lines: string): Reached[] {
  const times = new Map<string, number>();
  for (const line of lines.split('\n').filter(Boolean)) times.set(line, (times.get(line) ?? 0) + 1);
  return [...times].map(([line, times]) => ({ ...JSON.parse(line), times }));
}
