import { examineActivities } from './examine.ts';
import type { Dependencies } from './index.ts';
import { removeRemoteActivities } from './remove-remote.ts';

/** What a worker does for no run: for `tempera doctor` and `tempera clean`. */
export function createUpkeep(dependencies: Dependencies) {
  return { ...examineActivities(dependencies), ...removeRemoteActivities(dependencies) };
}

export type Upkeep = ReturnType<typeof createUpkeep>;
