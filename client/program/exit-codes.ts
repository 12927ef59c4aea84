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
  runFailed: 'the run failed',
  incomplete: 'the run is incomplete: too many answers or ratings are missing',
  cancelled: 'the run was cancelled',
  blocked: 'the run is blocked and waits for a person',
  gateWorse: 'gate: the verdict is worse',
  gateUndecided: 'gate: the verdict is undecided, or there is none',
  gateNotDemanded: 'gate: the verdict is another one than the spec demands',
  gateExploratory: 'gate: the report is exploratory',
  gateValidation: 'gate: the report is on the validation split',
  gateSpoiled: 'gate: too many answers are empty',
  kappaTooLow: 'calibrate: the lower end of kappa is below judge.minimumKappa',
  interrupted: 'interrupted by Ctrl-C; a run that was being watched goes on',
};

/** The table of exit codes as `--help` shows it. */
export function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(
    ([ending, code]) => `  ${String(code).padStart(3)}  ${meanings[ending as Ending]}`,
  );
  return ['Exit codes:', ...rows].join('\n');
}
