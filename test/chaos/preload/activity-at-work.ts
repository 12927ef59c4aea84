import { asyncLocalStorage } from '@temporalio/activity';
import { type Activity, activities, type KillPoint } from '../kill.ts';

/** Says that the activity at work has reached a point. */
export type Reach = (point: KillPoint, before?: () => void) => void;

/** The activity whose code is running; undefined outside of one. */
export function activityAtWork(): Activity | undefined {
  const type = asyncLocalStorage.getStore()?.info.activityType;
  return activities.find((name) => name === type);
}
