import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { ledgerLines } from '../../domain/cost/ledger-words.ts';
import { type LedgerRow, ledgerHeader, ledgerLine, ledgerSummary } from '../../domain/cost/paid-call.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { paidCalls } from '../../runs/paid-calls.ts';
import { findRunRecord } from '../../runs/record.ts';
import { RunError } from '../../runs/run-error.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { loadConfig } from '../program/config.ts';
import { replaceFileBy } from '../program/new-file.ts';
import { checkRunId } from '../program/run-id.ts';
import { shownPath } from '../program/shown-path.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

/** `tempera ledger RUN`: reads the store, and needs no server. */
export function ledgerCommand(context: CommandContext): Command {
  return newCommand('ledger', [
    'tempera ledger covers-20261124-093000',
    'tempera ledger covers-20261124-093000 --out ledger.csv    # a line a call',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .option('--out <file>', 'write each call to this CSV file, over an earlier one')
    .action(async (runId: string, { out, json }: { out?: string; json?: true }) => {
      const store = openRuns(loadConfig(context.env).store);
      if (!(await findRunRecord(store, runId))) {
        throw new RunError(`There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE).`);
      }
      const file = out === undefined ? undefined : path.resolve(out);
      const rows = file === undefined ? await summed(store, runId) : await written(store, runId, file);
      const exported = file === undefined ? {} : { exported: shownPath(file) };
      if (json) return printJson(context, { runId, rows, ...exported });
      for (const line of ledgerLines(runId, rows)) context.terminal.out(line);
      if (file !== undefined) context.terminal.out(`Each call: ${shownPath(file)}`);
    });
}

async function summed(store: ArtifactStore, runId: string): Promise<LedgerRow[]> {
  const summary = ledgerSummary();
  for await (const call of paidCalls(store, runId)) summary.add(call);
  return summary.rows();
}

async function written(store: ArtifactStore, runId: string, file: string): Promise<LedgerRow[]> {
  const summary = ledgerSummary();
  async function* lines(): AsyncGenerator<string> {
    yield ledgerHeader();
    for await (const call of paidCalls(store, runId)) {
      summary.add(call);
      yield ledgerLine(call);
    }
  }
  await replaceFileBy(file, (draft) => pipeline(Readable.from(lines()), createWriteStream(draft)));
  return summary.rows();
}
