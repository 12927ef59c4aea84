import { type Command, InvalidArgumentError } from 'commander';
import { calibrationSummary } from '../../domain/calibration/words.ts';
import { counted } from '../../domain/report/words/format.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { exitCodes } from '../program/exit-codes.ts';
import { checkRunId } from '../program/run-id.ts';
import { calibrate, drawSheet } from '../review/calibrate.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface CalibrateOptions {
  samples: number;
  seed: number;
  out?: string;
  labels?: string;
  images?: true;
  json?: true;
}

/** `tempera calibrate RUN`: reads the store, and needs no server. */
export function calibrateCommand(context: CommandContext): Command {
  return newCommand('calibrate', [
    'tempera calibrate covers-20261124-093000 --samples 100 --out labels.csv   # a sheet to fill in',
    'tempera calibrate covers-20261124-093000 --labels labels.csv              # kappa, with its interval',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .option('--out <file>', 'draw answers that the judge has rated, and write them there as CSV')
    .option('--samples <count>', 'answers to draw', wholeNumber(1), 100)
    .option('--seed <number>', 'of the draw', wholeNumber(0), 42)
    .option('--images', 'write their images too, into a folder beside the CSV')
    .option('--labels <file>', 'read a CSV back whose column label has been filled in')
    .action((runId: string, options: CalibrateOptions) => run(context, runId, options));
}

function run(context: CommandContext, runId: string, options: CalibrateOptions): Promise<void> {
  const { out, labels } = options;
  if (out !== undefined && labels === undefined) return draw(context, runId, { ...options, out });
  if (labels !== undefined && out === undefined) return readBack(context, runId, labels, options.json);
  throw new ClientError(
    'badInput',
    'expected either --out FILE, to draw answers, or --labels FILE, to read labels back',
  );
}

async function draw(
  context: CommandContext,
  runId: string,
  { samples, seed, out, images, json }: CalibrateOptions & { out: string },
): Promise<void> {
  const { terminal } = context;
  const options = { samples, seed, out, images: images === true };
  const { draw, judge } = await drawSheet(storeOf(context), runId, options);
  const [drawn, items] = [draw.answers.length, draw.items.length];
  if (json) return printJson(context, { runId, file: out, seed, drawn, items, strata: draw.strata });
  terminal.out(`Written: ${out}, ${counted(items, 'answer')} to label; the same one of several is labelled once.`);
  terminal.note('Give each row one of these labels, without looking at the report:');
  for (const { name, meaning } of judge.rubric.labels) terminal.note(`  ${name}: ${meaning}`);
  terminal.note(`Then: tempera calibrate ${runId} --labels ${out}`);
}

async function readBack(context: CommandContext, runId: string, file: string, json?: true): Promise<void> {
  const calibration = await calibrate(storeOf(context), runId, file);
  if (json) printJson(context, calibration);
  else context.terminal.out(calibrationSummary(calibration));
  if (calibration.minimum?.isReached === false) context.end(exitCodes.kappaTooLow);
}

function storeOf({ env }: CommandContext) {
  return openRuns(loadConfig(env).store);
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`);
  };
}
