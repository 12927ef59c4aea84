import { type Command, Option } from 'commander';
import { calibrationLine } from '../../domain/calibration/words.ts';
import { captureLines } from '../../domain/capture/words.ts';
import { terminalSummary } from '../../domain/report/files/summary.ts';
import { wrapped } from '../../domain/report/words/wrapped.ts';
import { latestCalibration, ratingsOf } from '../../runs/calibrations.ts';
import { findCapture, type StoredCapture } from '../../runs/captures.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { requireReport } from '../../runs/reports.ts';
import { exitCodeOf } from '../looking/run-status.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { checkRunId } from '../program/run-id.ts';
import { newerRetry } from '../review/newer-retry.ts';
import { areHere, copyReport, readReportFile, reportPaths, toHaveItHere } from '../review/report-files.ts';
import { type CommandContext, gateOption, newCommand, printJson } from './command.ts';
import { endAtGate } from './end-at-gate.ts';

const fileOf = { json: 'report.json', md: 'report.md', html: 'report.html', csv: 'predictions.csv' } as const;

interface ReportOptions {
  format?: keyof typeof fileOf;
  json?: true;
  out?: string;
  gate?: true;
}

/** `tempera report RUN`: reads the store, and needs no server. */
export function reportCommand(context: CommandContext): Command {
  return newCommand('report', [
    'tempera report covers-20261124-093000',
    'tempera report covers-20261124-093000 --format md',
    'tempera report covers-20261124-093000 --out report --gate',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .addOption(new Option('--format <format>', 'print this file of the report').choices(Object.keys(fileOf)))
    .option('--out <folder>', 'copy the files of the report there')
    .option('--gate', gateOption)
    .action((runId: string, options: ReportOptions) => printReport(context, runId, options));
}

async function printReport(context: CommandContext, runId: string, options: ReportOptions): Promise<void> {
  const { terminal, env, end } = context;
  const store = openRuns(loadConfig(env).store);
  const captured = await findCapture(store, runId);
  if (captured) return reportCapture(context, captured, options);
  const stored = await requireReport(store, runId);
  const format = options.format ?? (options.json ? 'json' : undefined);
  if (format) {
    terminal.out((await readReportFile(store, stored, fileOf[format])).toString().trimEnd());
  } else {
    terminal.out(`${terminalSummary(stored.report).trimEnd()}\n`);
    const calibration = await latestCalibration(store, runId, await ratingsOf(store, runId));
    if (calibration) terminal.out(`${wrapped(calibrationLine(calibration))}\n`);
    const places = await reportPaths(store, stored);
    for (const place of places) terminal.out(`  ${place}`);
    if (options.out === undefined && !areHere(places)) terminal.note(toHaveItHere(runId));
  }
  const retry = await newerRetry(store, stored);
  if (retry) terminal.note(retry);
  if (!stored.isChecked) terminal.note(`The report is stored by 0.1.0, not checked.`);
  if (options.out !== undefined) terminal.note(`Copied to ${await copyReport(store, stored, options.out)}`);
  if (!options.gate) return end(exitCodeOf({ state: stored.report.outcome }));
  await endAtGate(context, store, stored);
}

/** A capture measures nothing: what it holds is told, and how to have it. */
function reportCapture(context: CommandContext, { capture }: StoredCapture, options: ReportOptions): void {
  const { terminal, end } = context;
  const { run, outcome } = capture;
  if (options.format !== undefined || options.out !== undefined || options.gate) {
    throw new ClientError(
      'badInput',
      `run ${run} is a capture, which has answers and no report: tempera export ${run}`,
    );
  }
  if (options.json) printJson(context, capture);
  else for (const line of captureLines(capture, Date.now())) terminal.out(line);
  terminal.note(`Its answers as files for others: tempera export ${run}`);
  end(exitCodeOf({ state: outcome }));
}
