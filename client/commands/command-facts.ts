import type { Doing } from '../program/exit-codes.ts';

interface CommandFacts {
  takes?: string;
  does: string;
  /** By which it may end. */
  doing: readonly Doing[];
}

/** What each command takes and does, in the order in which one meets them: all that the overview needs. */
export const commandFacts = {
  demo: {
    does: 'Brings up all that a run needs on this machine, and runs one from covers to a verdict.',
    doing: ['starts', 'stores', 'looks'],
  },
  init: {
    takes: '[data]',
    does: 'Looks at a file or folder of data and writes a run spec for it, which runs on the sandbox as it is.',
    doing: ['stores'],
  },
  validate: {
    takes: '<spec>',
    does: 'Checks a run spec and prints it with every default and text filled in.',
    doing: ['stores'],
  },
  prepare: {
    takes: '<spec>',
    does: 'Makes the files of a run, to be looked at before paying: no server, no provider.',
    doing: ['stores'],
  },
  estimate: {
    takes: '<spec>',
    does: 'Says what a run will take: calls, tokens, money and time. It asks nobody, and needs no server.',
    doing: ['stores'],
  },
  up: { does: 'Runs a Temporal server, a sandbox and a worker on this machine until Ctrl-C.', doing: ['starts'] },
  doctor: {
    takes: '[spec]',
    does: 'Says of all that runs need (server, workers, store, providers, clock) whether it is in order, or what to do.',
    doing: ['starts', 'stores'],
  },
  start: {
    takes: '<spec>',
    does: 'Starts a run, or comes back to the one with the same id and spec.',
    doing: ['starts', 'stores', 'looks', 'gates'],
  },
  capture: {
    takes: '<spec>',
    does: 'Keeps what models say while they live, to be compared when they are gone: no target, judge or verdict is needed.',
    doing: ['starts', 'stores', 'looks'],
  },
  watch: {
    takes: '<run>',
    does: 'Shows a run until it ends, or waits for a person. Ctrl-C leaves it going.',
    doing: ['starts', 'stores', 'looks', 'gates'],
  },
  status: { takes: '<run>', does: 'Shows where a run is, once.', doing: ['starts', 'stores', 'looks'] },
  report: {
    takes: '<run>',
    does: 'Shows the newest report of a run, from the store: no server is needed.',
    doing: ['stores', 'gates'],
  },
  ledger: {
    takes: '<run>',
    does: 'Shows what a run has paid for: calls, tokens in and out, training, and what is not known. No server is needed.',
    doing: ['stores'],
  },
  export: {
    takes: '<run>',
    does: 'Writes the answers of a capture, or of another run, as JSONL and CSV for others: no server is needed.',
    doing: ['stores', 'exports'],
  },
  compare: {
    takes: '<run> <other>',
    does: 'Compares a candidate of one run with one of another on the same samples, from the store: no server is needed.',
    doing: ['stores'],
  },
  gate: {
    takes: '<run>',
    does: 'Ends with 0 only if the newest report of a run has the verdict that its spec demands.',
    doing: ['stores', 'gates'],
  },
  trend: {
    takes: '<schedule>',
    does: 'Tells whether the runs of a schedule get worse, from the store: no server is needed.',
    doing: ['stores', 'follows'],
  },
  adjudicate: {
    takes: '<run>',
    does: 'Has a person judge blind what all candidates say against the target. The verdict stays as it is.',
    doing: ['stores'],
  },
  calibrate: {
    takes: '<run>',
    does: 'Compares the judge of a run with a person, on a sample drawn to label blind.',
    doing: ['stores', 'calibrates'],
  },
  list: { does: 'Lists the runs of the store, the newest first.', doing: ['stores'] },
  verify: {
    takes: '<run>',
    does: 'Reads all files of a run, and names each that is not as it was written.',
    doing: ['stores'],
  },
  clean: {
    does: 'Shows what old runs hold in the store, and with --yes removes what nobody else needs.',
    doing: ['starts', 'stores'],
  },
  cancel: {
    takes: '<run>',
    does: 'Asks a run to stop; its fine-tuning job is cancelled, and what was answered is kept.',
    doing: ['stores'],
  },
  approve: {
    takes: '<run>',
    does: 'Approves the estimate that a run waits with, so that it begins to pay.',
    doing: ['starts', 'stores'],
  },
  reject: {
    takes: '<run>',
    does: 'Rejects the estimate that a run waits with, which ends the run.',
    doing: ['starts', 'stores'],
  },
  resume: {
    takes: '<run>',
    does: 'Lets a blocked run go on, once what was wrong has been mended; raises its cap on money, or ends it there.',
    doing: ['stores'],
  },
  retry: {
    takes: '<run>',
    does: 'Begins an ended run again at a stage, with what is there; earlier reports are kept.',
    doing: ['starts', 'stores', 'looks'],
  },
  schedule: {
    takes: '<what>',
    does: 'Starts runs of a spec again and again by itself: create, list, describe, pause, resume, trigger, update, delete.',
    doing: ['starts', 'stores'],
  },
  worker: {
    does: 'Runs a worker until Ctrl-C or SIGTERM; answers on their way are recorded first.',
    doing: ['starts'],
  },
  codec: {
    does: 'Decrypts for the Temporal UI on this machine what TEMPERA_CODEC_KEYS has encrypted, until Ctrl-C.',
    doing: ['starts'],
  },
  sandbox: {
    does: 'Runs the local provider, which speaks the OpenAI API, until Ctrl-C or SIGTERM.',
    doing: ['starts'],
  },
} as const satisfies Record<string, CommandFacts>;

export type CommandName = keyof typeof commandFacts;
