import { examineActivities } from './examine.ts';
import type { Dependencies } from './index.ts';
import { removeRemoteActivities } from './remove-remote.ts';
import { tellActivities } from './tell.ts';

/** What a worker does in no stage of a run: tells somebody of it, and works for `tempera doctor` and `tempera clean`. */
export function createUpkeep(dependencies: Dependencies) {
  return {
    ...tellActivities(dependencies),
    ...examineActivities(dependencies),
    ...removeRemoteActivities(dependencies),
  };
}

export type Upkeep = ReturnType<typeof createUpkeep>;
