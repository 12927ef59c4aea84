import type { Command } from 'commander';
import { adjudicationLines } from '../../domain/report/adjudication.ts';
import type { AnsweredRun } from '../../runs/answered-run.ts';
import { openRun } from '../../runs/open-run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { findReport } from '../../runs/reports.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { checkRunId } from '../program/run-id.ts';
import { adjudicate } from '../review/adjudicate.ts';
import { disputesOf, readChoices, writeDisputes } from '../review/disputes.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface AdjudicateOptions {
  out?: string;
  labels?: string;
  json?: true;
}

/** `tempera adjudicate RUN`: reads the store, and needs no server. */
export function adjudicateCommand(context: CommandContext): Command {
  return newCommand('adjudicate', [
    'tempera adjudicate covers-20261124-093000 --out disputed.csv     # fill in a, b, both or neither as choice',
    'tempera adjudicate covers-20261124-093000 --labels disputed.csv',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .option('--out <file>', 'write the disputed questions to this CSV file, and their images beside it')
    .option('--labels <file>', 'read this CSV file, with choices filled in')
    .action((runId: string, options: AdjudicateOptions) => run(context, runId, options));
}

async function run(context: CommandContext, runId: string, options: AdjudicateOptions): Promise<void> {
  const { out, labels } = options;
  if ((out === undefined) === (labels === undefined)) {
    throw new ClientError('badInput', 'Give either --out FILE, to write the disputed questions, or --labels FILE.');
  }
  const store = openRuns(loadConfig(context.env).store);
  const answered = await openRun(store, runId).answered();
  if (out !== undefined) await writeThem(context, store, answered, out, options);
  else if (labels !== undefined) await readThem(context, store, answered, labels, options);
}

async function writeThem(
  context: CommandContext,
  store: ArtifactStore,
  answered: AnsweredRun,
  out: string,
  { json }: AdjudicateOptions,
): Promise<void> {
  const disputes = await disputesOf(answered);
  const images = disputes.length > 0 ? await writeDisputes(store, disputes, out) : undefined;
  if (json)
    return printJson(context, { disputed: disputes.length, ...(images !== undefined && { file: out, images }) });
  context.terminal.out(
    images === undefined
      ? 'No question is disputed: nowhere do two or more candidates all agree, and not with the target.'
      : `${disputes.length} disputed questions in ${out}, images in ${images}. Fill in a, b, both or neither as choice.`,
  );
}

async function readThem(
  context: CommandContext,
  store: ArtifactStore,
  answered: AnsweredRun,
  labels: string,
  { json }: AdjudicateOptions,
): Promise<void> {
  const stored = await findReport(store, answered.runId);
  if (!stored)
    throw new ClientError('badInput', `run ${answered.runId} has no report yet, and so no verdict to compare.`);
  const disputes = await disputesOf(answered);
  const result = await adjudicate(answered, stored.report, disputes, await readChoices(labels, disputes));
  const { report, ...rest } = result;
  const { headline, comparison, candidates } = report;
  if (json) printJson(context, { original: { headline, comparison, candidates }, ...rest });
  else for (const line of adjudicationLines(result)) context.terminal.out(line);
}
