/** What is known of a run when one cleans. */
export interface CleanableRun {
  runId: string;
  /** `unknown`: nobody knows that it has ended. */
  state: 'open' | 'ended' | 'unknown';
  /** When the last of its files was written, in milliseconds since 1970. */
  writtenAt: number;
  /** The schedule whose slot it is; absent of a run that somebody started. */
  schedule?: string;
  /** Its cleaning has begun, and was interrupted: it is gone on with, whatever is wanted. */
  isBegun?: true;
  /** Runs whose files it still needs. */
  needs: readonly string[];
}

/** Which runs one wants cleaned away. */
export interface WantedCleaning {
  /** Those that were last written before, in milliseconds since 1970. */
  before?: number;
  /** Those that are named. */
  runs: readonly string[];
}

/** A run that was wanted cleaned, and stays. */
export interface KeptRun {
  runId: string;
  why: string;
}

/**
 * What goes and what stays of the runs that are wanted cleaned: open runs stay, those of schedules and those that may not have
 * ended unless they are named, and whatever others need.
 */
export function planCleaning(
  runs: readonly CleanableRun[],
  { before = Number.NEGATIVE_INFINITY, runs: named }: WantedCleaning,
): { remove: string[]; keep: KeptRun[] } {
  const wanted = runs.filter(({ runId, writtenAt, isBegun }) => isBegun || named.includes(runId) || writtenAt < before);
  const kept = new Map<string, string>();
  for (const run of wanted) {
    const why = whyKept(run, run.isBegun || named.includes(run.runId));
    if (why !== undefined) kept.set(run.runId, why);
  }
  const goes = ({ runId }: CleanableRun) => wanted.some((run) => run.runId === runId) && !kept.has(runId);
  // What a run needs may need others in its turn.
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const { runId, needs } of runs.filter((run) => !goes(run)))
      for (const needed of runs.filter((run) => needs.includes(run.runId) && goes(run)))
        kept.set(needed.runId, `${runId} needs it`);
  }
  return {
    remove: wanted.filter(goes).map(({ runId }) => runId),
    keep: [...kept].map(([runId, why]) => ({ runId, why })),
  };
}

function whyKept({ state, schedule }: CleanableRun, isSure: boolean): string | undefined {
  if (state === 'open') return 'it is open';
  if (isSure) return undefined;
  if (schedule !== undefined) return `the trend of schedule ${schedule} needs it; --run names it all the same`;
  if (state === 'unknown') return 'nobody knows that it has ended; --run names it all the same';
  return undefined;
}
