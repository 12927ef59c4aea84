import type { Command } from 'commander';
import type { Finding } from '../../domain/health/finding.ts';
import { examineAll } from '../doctor/examine.ts';
import { exitCodes } from '../program/exit-codes.ts';
import { loadSpec } from '../program/spec-file.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface DoctorOptions {
  fix?: boolean;
  json?: true;
}

/** `tempera doctor [SPEC]` */
export function doctorCommand(context: CommandContext): Command {
  return newCommand('doctor', ['tempera doctor', 'tempera doctor covers.yaml', 'tempera doctor --fix'])
    .argument('[spec]', 'a run spec, whose providers and models are looked at')
    .option('--fix', 'register search attributes and make the store, where they are missing')
    .action(async (file: string | undefined, { fix = false, json }: DoctorOptions) => {
      const { env, terminal } = context;
      const spec = file === undefined ? {} : { spec: await loadSpec(file) };
      const findings = await examineAll({ env, fix, ...spec });
      const isWell = findings.every(({ state }) => state !== 'mend');
      if (json) printJson(context, { ok: isWell, findings });
      else for (const line of findingLines(findings)) terminal.out(line);
      context.end(isWell ? exitCodes.done : exitCodes.cannotStart);
    });
}

const marks = { ok: '✔', mend: '✘', unknown: '?' } as const;

/** A line a finding, in columns, and what they come to. */
export function findingLines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.map(({ what, state, says }) => `${marks[state]} ${what.padEnd(width)}  ${says}`);
  const toMend = findings.filter(({ state }) => state === 'mend').length;
  return [...lines, toMend === 0 ? 'All is in order.' : `To be mended: ${toMend}, marked ${marks.mend}.`];
}
