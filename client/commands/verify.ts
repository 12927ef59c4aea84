import type { Command } from 'commander';
import { openRuns } from '../../runs/open-runs.ts';
import { type Verification, verifyRun } from '../../runs/verify.ts';
import { loadConfig } from '../program/config.ts';
import { exitCodes } from '../program/exit-codes.ts';
import { checkRunId } from '../program/run-id.ts';
import { vouchedHashes } from '../temporal/vouched-hashes.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

/** `tempera verify RUN`: reads the store, and the run's history where a server still has it. */
export function verifyCommand(context: CommandContext): Command {
  return newCommand('verify', ['tempera verify covers-20261124-093000', 'tempera verify covers-20261124-093000 --json'])
    .argument('<run>', 'id of the run', checkRunId)
    .action(async (runId: string, { json }: { json?: true }) => {
      const store = openRuns(loadConfig(context.env).store);
      const verification = await verifyRun(store, runId, await vouchedHashes(context.env, runId));
      if (json) printJson(context, verification);
      else for (const line of verificationLines(verification)) context.terminal.out(line);
      context.end(verification.broken.length === 0 ? exitCodes.done : exitCodes.runFailed);
    });
}

function verificationLines({ run, files, unchecked, broken }: Verification): string[] {
  const old = unchecked > 0 ? [`${unchecked} of them are stored by 0.1.0, not checked.`] : [];
  if (broken.length === 0) return [`Run ${run}: ${files} files read, none is broken.`, ...old];
  return [
    `Run ${run}: ${files} files read, ${broken.length} broken:`,
    ...broken.map(({ file, why }) => (why.startsWith(file) ? `- ${why}` : `- ${file}: ${why}`)),
    ...old,
  ];
}
