/** How a command of `tempera` ends. */
export const exitCodes = {
  done: 0,
  ourFault: 1,
  badInput: 2,
  cannotStart: 3,
  runFailed: 4,
  incomplete: 5,
  cancelled: 6,
  blocked: 7,
  notApproved: 8,
  gateWorse: 10,
  gateUndecided: 11,
  gateNotDemanded: 12,
  gateExploratory: 13,
  gateValidation: 14,
  gateSpoiled: 15,
  kappaTooLow: 20,
  interrupted: 130,
} as const;

export type Ending = keyof typeof exitCodes;

const meanings: Record<Ending, string> = {
  done: 'done; at a gate: the verdict that the spec demands',
  ourFault: 'a fault of Tempera',
  badInput: 'bad input: arguments, spec or data',
  cannotStart: 'cannot start: server, worker, key or provider',
  runFailed: 'the run failed, or a stored file is missing or broken',
  incomplete: 'the run is incomplete: too many answers or ratings are missing',
  cancelled: 'the run was cancelled',
  blocked: 'the run is blocked or not yet approved, and waits for a person',
  notApproved: 'the run was rejected: a person has not approved its estimate',
  gateWorse: 'gate: the verdict, or the trend of a schedule, is worse',
  gateUndecided: 'gate: undecided, or no verdict; no look at a schedule yet',
  gateNotDemanded: 'gate: the verdict is another one than the spec demands',
  gateExploratory: 'gate: the report is exploratory',
  gateValidation: 'gate: the report is on the validation split',
  gateSpoiled: 'gate: too many answers are empty',
  kappaTooLow: 'calibrate: the lower end of kappa is below judge.minimumKappa',
  interrupted: 'interrupted by Ctrl-C; a run that was being watched goes on',
};

/** Ways to end that go together, by what a command does. */
const groups = {
  /** Whatever it does. */
  any: ['done', 'ourFault', 'badInput'],
  /** Starts programs, or asks for a server or a provider. */
  starts: ['cannotStart', 'interrupted'],
  /** Reads or writes the store, which may be broken or out of reach. */
  stores: ['cannotStart', 'runFailed'],
  /** Tells how a run stands. */
  looks: ['runFailed', 'incomplete', 'cancelled', 'blocked', 'notApproved'],
  gates: [
    'incomplete',
    'gateWorse',
    'gateUndecided',
    'gateNotDemanded',
    'gateExploratory',
    'gateValidation',
    'gateSpoiled',
  ],
  /** Tells how the runs of a schedule move. */
  follows: ['gateWorse', 'gateUndecided'],
  /** Takes out what a run has, which may not be all. */
  exports: ['incomplete'],
  calibrates: ['kappaTooLow'],
} as const satisfies Record<string, readonly Ending[]>;

/** What a command does, by which it ends. */
export type Doing = Exclude<keyof typeof groups, 'any'>;

/** The table of exit codes as `--help` shows it: all there are, or those of a command that does no more than that. */
export function exitCodeTable(doing?: readonly Doing[]): string {
  const endings = doing && new Set<Ending>([...groups.any, ...doing.flatMap((what) => groups[what])]);
  const rows = Object.entries(exitCodes)
    .filter(([ending]) => endings?.has(ending as Ending) ?? true)
    .map(([ending, code]) => `  ${String(code).padStart(3)}  ${meanings[ending as Ending]}`);
  return ['Exit codes:', ...rows].join('\n');
}
