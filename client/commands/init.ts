import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { foresightOf } from '../../domain/proposal/foresight.ts';
import { propose } from '../../domain/proposal/proposal.ts';
import { choiceLines, choicesOf, restLines } from '../../domain/proposal/proposal-words.ts';
import { specText } from '../../domain/proposal/spec-text.ts';
import type { Said } from '../../domain/proposal/table-look.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { exitCodes } from '../program/exit-codes.ts';
import { replaceFile, writeNewFile } from '../program/new-file.ts';
import { shownPath } from '../program/shown-path.ts';
import { loadSpec } from '../program/spec-file.ts';
import { type FoundData, lookAtData } from '../proposal/look-at-data.ts';
import { tryOut } from '../proposal/try-out.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface InitOptions extends Said {
  output: string;
  force?: true;
  json?: true;
}

/** `tempera init [DATA]` */
export function initCommand(context: CommandContext): Command {
  return newCommand('init', [
    'tempera init pictures                              # a folder with pictures and a table of their answers',
    'tempera init tickets.csv --answer team --question "Which team is this for?"',
    'tempera init                                       # whatever lies in this folder',
  ])
    .argument('[data]', 'a CSV, JSON Lines or Parquet file, or a folder (default: this one)')
    .option('--output <file>', 'the run spec to write', 'tempera.yaml')
    .option('--force', 'write over a file that is there')
    .option('--question <column>', 'the column that asks, or one question in words for all rows')
    .option('--answer <column>', 'the column of the right answers')
    .option('--image <column>', 'the column of the pictures')
    .action((data: string | undefined, options: InitOptions) => init(context, data, options));
}

async function init(context: CommandContext, data = '.', { output, force, json, ...said }: InitOptions): Promise<void> {
  const { terminal, env } = context;
  if (!force) await requireFree(output);
  const found = await lookAtData(data, loadConfig(env).data);
  const proposal = propose(found.look, said);
  const command = ['tempera init', ...(data === '.' ? [] : [data])].join(' ');
  const text = specText(proposal, { command, file: shownPath(output) });
  await (force ? replaceFile : writeNewFile)(output, text);
  const spec = await loadSpec(output);
  const problem = await tryOut(spec, found);
  const next = nextCommands(output, found);
  const choices = choicesOf(proposal);
  const foreseen = foresightOf(proposal, spec);
  if (json) {
    printJson(context, { file: output, choices, foreseen, spec, next, ...(problem !== undefined && { problem }) });
  } else {
    for (const line of [...choiceLines(choices), ...restLines(proposal)]) terminal.out(line);
    if (foreseen !== undefined) terminal.out(foreseen);
    terminal.out(`Written: ${shownPath(output)}`);
    for (const line of problem === undefined ? nextLines(next) : [`It would not run yet: ${problem}`])
      terminal.note(line);
  }
  if (problem !== undefined) context.end(exitCodes.badInput);
}

/** Before anything is looked at, which may take a while. */
async function requireFree(output: string): Promise<void> {
  const isThere = await access(output).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new ClientError(
    'badInput',
    `${shownPath(output)} is there already. Write over it by --force, or name another by --output.`,
  );
}

/** What to do with the spec; data elsewhere has to be named to whoever reads it. */
function nextCommands(output: string, { dataDirectory, isElsewhere }: FoundData): string[] {
  const where = isElsewhere ? `TEMPERA_DATA=${quotedForShell(dataDirectory)} ` : '';
  const file = quotedForShell(shownPath(output));
  return [`${where}npx tempera start ${file} --local`, `${where}npx tempera estimate ${file}`];
}

/** The same for a person. */
function nextLines([start = '', estimate = '']: readonly string[]): string[] {
  return [
    'Look at it, and mend what is not so. A whole run on this machine, without a key:',
    `  ${start}`,
    'What a run would take, of OpenAI too once it says "provider: openai":',
    `  ${estimate}`,
  ];
}

function quotedForShell(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
