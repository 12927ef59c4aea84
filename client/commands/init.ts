import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { foresightOf } from '../../domain/proposal/foresight.ts';
import { propose, type Reading } from '../../domain/proposal/proposal.ts';
import { choiceLines, choicesOf, restLines } from '../../domain/proposal/proposal-words.ts';
import { specText } from '../../domain/proposal/spec-text.ts';
import type { Said } from '../../domain/proposal/table-look.ts';
import { wrapped } from '../../domain/report/words/wrapped.ts';
import { Source } from '../../domain/spec/source-spec.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { exitCodes } from '../program/exit-codes.ts';
import { replaceFile, writeNewFile } from '../program/new-file.ts';
import { shownPath } from '../program/shown-path.ts';
import { loadSpec } from '../program/spec-file.ts';
import { type FoundData, lookAtData } from '../proposal/look-at-data.ts';
import { tryOut } from '../proposal/try-out.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface InitOptions extends Said, Reading {
  out: string;
  force?: true;
  json?: true;
}

/** `tempera init [DATA]` */
export function initCommand(context: CommandContext): Command {
  return newCommand('init', [
    'tempera init pictures                              # a folder with pictures and a table of their answers',
    'tempera init tickets.csv --answer team --question "Which team is this for?"',
    'tempera init howard-hou/OCR-VQA                    # a data set on a hub, of which little is read',
    'tempera init                                       # whatever lies in this folder',
  ])
    .argument(
      '[data]',
      'a file of CSV, JSON Lines, Parquet or Arrow, a folder, or owner/name on a hub (default: this folder)',
    )
    .option('--out <file>', 'the run spec to write', 'tempera.yaml')
    .option('--force', 'write over a file that is there')
    .option('--question <column>', 'the column that asks, or one question in words for all rows')
    .option('--answer <column>', 'the column of the right answers')
    .option('--image <column>', 'the column of the pictures')
    .option('--encoding <name>', 'of CSV and JSON Lines that are not UTF-8, such as windows-1252')
    .option('--delimiter <character>', 'of CSV, where its first lines do not tell it')
    .action((data: string | undefined, options: InitOptions) => init(context, data, options));
}

async function init(
  context: CommandContext,
  data = '.',
  { out: output, force, json, encoding, delimiter, ...said }: InitOptions,
): Promise<void> {
  const { terminal, env } = context;
  if (!force) await requireFree(output);
  // What takes seconds of a large file takes a person's patience.
  if (terminal.screen) terminal.note(`Looking at ${data} …`);
  const found = await lookAtData(data, {
    configured: loadConfig(env).data,
    reading: readingOf(encoding, delimiter),
    environment: env,
  });
  const proposal = propose(found.look, said);
  const command = ['tempera init', ...(data === '.' ? [] : [data])].join(' ');
  const next = nextCommands(output, found);
  const text = specText(proposal, { command, file: shownPath(output), ...next });
  await (force ? replaceFile : writeNewFile)(output, text);
  const spec = await loadSpec(output);
  const problem = await tryOut(spec, found);
  const choices = choicesOf(proposal);
  const foreseen = foresightOf(proposal, spec);
  if (json) {
    printJson(context, { file: output, choices, foreseen, spec, next, ...(problem !== undefined && { problem }) });
  } else {
    for (const line of [...choiceLines(choices), ...restLines(proposal)]) terminal.out(line);
    if (foreseen !== undefined) terminal.out(wrapped(foreseen));
    terminal.out(`Written: ${shownPath(output)}`);
    for (const line of problem === undefined ? nextLines(next) : [`It would not run yet: ${problem}`])
      terminal.note(line);
  }
  if (problem !== undefined) context.end(exitCodes.badInput);
}

/** An encoding has to be one, and a delimiter one character, as in a spec. */
function readingOf(encoding: string | undefined, delimiter: string | undefined): Reading {
  const read = Source.safeParse({ kind: 'csv', all: 'any.csv', encoding, delimiter });
  const issue = read.error?.issues[0];
  if (issue) throw new ClientError('badInput', `--${String(issue.path[0])}: ${issue.message}.`);
  return { ...(encoding !== undefined && { encoding }), ...(delimiter !== undefined && { delimiter }) };
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
    `${shownPath(output)} is there already. Write over it by --force, or name another by --out.`,
  );
}

/** What to do with the spec; data elsewhere has to be named to whoever reads it. */
function nextCommands(output: string, { dataDirectory, isElsewhere }: FoundData) {
  const where = isElsewhere ? `TEMPERA_DATA=${quotedForShell(dataDirectory)} ` : '';
  const file = quotedForShell(shownPath(output));
  return { start: `${where}npx tempera start ${file} --local`, estimate: `${where}npx tempera estimate ${file}` };
}

/** The same for a person. */
function nextLines({ start, estimate }: ReturnType<typeof nextCommands>): string[] {
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
