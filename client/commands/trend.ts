import { type Command, InvalidArgumentError } from 'commander';
import { trendPage } from '../../domain/trend/page/page.ts';
import { trendLines } from '../../domain/trend/terminal.ts';
import { baselineRuns } from '../../domain/trend/trend.ts';
import type { TrendReport } from '../../domain/trend/trend-report.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { loadConfig } from '../program/config.ts';
import { replaceFile } from '../program/new-file.ts';
import { shownPath } from '../program/shown-path.ts';
import { gateTrend, pinNewest, trendOfSchedule } from '../review/trend.ts';
import { checkScheduleId } from '../scheduling/schedule-id.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface TrendOptions {
  json?: true;
  out?: string;
  gate?: true;
  pinBaseline?: number | true;
}

/** `tempera trend SCHEDULE`: reads the store, and needs no server. */
export function trendCommand(context: CommandContext): Command {
  return newCommand('trend', [
    'tempera trend nightly',
    'tempera trend nightly --out nightly.html --gate',
    'tempera trend nightly --pin-baseline 5   # what comes is compared with the five newest runs',
  ])
    .argument('<schedule>', 'id of the schedule', checkScheduleId)
    .option('--out <file>', 'write the trend there as a page')
    .option('--gate', 'end with 0 only if a look has been taken and what it found is not worse')
    .option(
      '--pin-baseline [runs]',
      `compare what comes with so many newest runs; default: ${baselineRuns}`,
      wholeNumber,
    )
    .action((schedule: string, options: TrendOptions) => showTrend(context, schedule, options));
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number of runs, got ${JSON.stringify(text)}.`);
}

async function showTrend(context: CommandContext, schedule: string, options: TrendOptions): Promise<void> {
  const { terminal, env, end } = context;
  const store = openRuns(loadConfig(env).store);
  if (options.pinBaseline !== undefined) {
    const count = options.pinBaseline === true ? baselineRuns : options.pinBaseline;
    const { runs } = await pinNewest(store, await trendOfSchedule(store, schedule), count, new Date());
    terminal.note(`The baseline of what comes: ${runs.join(', ')}`);
  }
  const trend = await trendOfSchedule(store, schedule);
  if (options.json) printJson(context, trend);
  else for (const line of trendLines(trend, Date.now())) terminal.out(line);
  if (options.out !== undefined) terminal.note(`Written to ${await writePage(options.out, trend)}`);
  if (!options.gate) return;
  const { passed, because, exitCode } = gateTrend(trend);
  terminal.note(`Gate: ${passed ? 'passed' : 'not passed'}, since ${because}.`);
  end(exitCode);
}

async function writePage(file: string, trend: TrendReport): Promise<string> {
  const page = trendPage(trend, Date.now());
  await replaceFile(file, page);
  return shownPath(file);
}
