import { stageOfActivity, stageOrder } from '../../../domain/run/stages.ts';
import type { Control } from '../control.ts';
import type { Activity, KillPoint, PlannedKill } from '../kill.ts';

/** Makes the kill that is due at this moment, if any, after what must still be done before it. */
export type Trigger = (activity: Activity, point: KillPoint, before?: () => void) => void;

/** Counts how often the points of the next kill are reached, and kills when it is due. All of it is synchronous. */
export function createTrigger(control: Control): Trigger {
  const plan = control.plan();
  let next = 0;
  let seen = 0;

  /** To the first kill that can still be made now that this activity works. */
  function advance(activity: Activity): PlannedKill | undefined {
    for (let kill = plan[next]; kill; kill = plan[next]) {
      if (!control.isSettled(next)) {
        if (!isOver(kill.activity, activity)) return kill;
        control.settle(next, 'missed');
      }
      next += 1;
      seen = 0;
    }
    return undefined;
  }

  return (activity, point, before) => {
    control.reached(activity, point);
    const kill = advance(activity);
    if (kill?.activity !== activity || kill.point !== point || !areUp(control, kill)) return;
    seen += 1;
    if (seen < kill.nth || !control.settle(next, 'made')) return;
    before?.();
    strike(control, next, kill);
  };
}

function isOver(planned: Activity, now: Activity): boolean {
  return stageOrder.indexOf(stageOfActivity(planned)) < stageOrder.indexOf(stageOfActivity(now));
}

function areUp(control: Control, { victims }: PlannedKill): boolean {
  return victims.every((victim) => control.pidOf(victim) !== undefined);
}

/** This process dies last. */
function strike(control: Control, number: number, kill: PlannedKill): void {
  const pids = kill.victims.map((victim) => control.pidOf(victim));
  for (const victim of kill.victims) control.forget(victim);
  for (const pid of pids) if (pid !== undefined && pid !== process.pid) killNow(pid);
  // The worker, if it was another process, does no more; what it had in flight no longer changes.
  pause(5);
  control.record(number, { ...kill, inFlight: control.inFlight() });
  if (!pids.includes(process.pid)) return;
  killNow(process.pid);
  pause(Number.POSITIVE_INFINITY);
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    process.stderr.write(`chaos: process ${pid} was dead already: ${error}\n`);
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
