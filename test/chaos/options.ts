import { parseArgs } from 'node:util';
import { killPoints } from './kill.ts';

export interface Options {
  /** How many to make. */
  kills: number;
  seed: number;
  /** The most kills in one run. */
  aRun: number;
  small: boolean;
  /** Whether stores lie on S3. */
  s3: boolean;
  json: boolean;
  keep: boolean;
}

/** Reads the arguments: options, `'help'`, or what is wrong with them. */
export function readOptions(args: string[]): Options | 'help' | `chaos: ${string}` {
  try {
    const { values } = parseArgs({
      args,
      options: {
        kills: { type: 'string', default: '20' },
        seed: { type: 'string', default: '1' },
        'a-run': { type: 'string', default: '7' },
        small: { type: 'boolean', default: false },
        s3: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const { small, s3, json, keep } = values;
    return {
      kills: numberOf('--kills', values.kills),
      seed: numberOf('--seed', values.seed),
      aRun: numberOf('--a-run', values['a-run']),
      ...{ small, s3, json, keep },
    };
  } catch (error) {
    return `chaos: ${error instanceof Error ? error.message : error}`;
  }
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${name}: expected a whole number from 1, got "${text}"`);
}

/** What `--help` says. */
export function usage(): string {
  const points = Object.entries(killPoints).map(([name, meaning]) => `  ${name.padEnd(18)}${meaning}`);
  return `Usage: npm run chaos -- [options]

Kills worker, sandbox and Temporal server with SIGKILL, alone and two at once,
at chosen moments of whole runs; starts them again, and compares with a run that
nobody disturbed: the same report, no row lost, nothing paid twice.
Prints a Markdown table with a row a kill. Exit code 1 when a law is broken.

Options:
  --kills N   how many to make (20)
  --seed S    what the moments and the victims are drawn from (1)
  --a-run N   the most kills in one run (7)
  --small     a small run in place of the demo's
  --s3        with the store on an S3 server, which is built once
  --json      the result as JSON
  --keep      keep stores, databases and logs

Moments:
${points.join('\n')}

Example:
  npm run chaos -- --kills 60 --seed 1`;
}
