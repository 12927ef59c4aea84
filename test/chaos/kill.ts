import type { Activities } from '../../activities/index.ts';
import { type StageName, stages } from '../../domain/run/stages.ts';
import type { ProgramName } from '../integration/programs.ts';

export type Activity = keyof Activities;
export type Stage = StageName;

export const activities: readonly Activity[] = stages.flatMap(({ activities }) => [...activities]);

/** Moments in the work of an activity, in the worker or in the sandbox that it calls, and what they mean. */
export const killPoints = {
  'call received': 'the sandbox has all of a call, and has done nothing for it',
  'call served': 'the sandbox has done and counted it, and has not answered',
  'response arrived': 'the worker has the answer, and nothing of it on disk',
  'record begun': 'a record is about to be appended',
  'record torn': 'half of the record is on disk',
  'record written': 'it is not synced yet, and does not count',
  'file complete': 'an artifact is written, and has no name yet',
  'file named': 'it has its name, and nobody knows of it yet',
  heartbeat: 'the activity is about to say that it lives',
  'between two looks': 'the job trains, and nobody asks',
} as const;
export type KillPoint = keyof typeof killPoints;

/** A kill to come: at the `nth` time that this point is reached in this activity, after the kill before it. */
export interface PlannedKill {
  activity: Activity;
  point: KillPoint;
  nth: number;
  victims: readonly ProgramName[];
}

/** A kill that was made, with the chat calls that were in flight then: sent, and their answer not on disk. */
export interface MadeKill extends PlannedKill {
  inFlight: number;
}

/** How often each point was reached in a run that nobody disturbed. */
export interface Reached {
  activity: Activity;
  point: KillPoint;
  times: number;
}
