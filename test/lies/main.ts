import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { demoSubject } from '../chaos/subjects.ts';
import { broken } from './law.ts';
import { liedToRun, type Outcome } from './lied-to-run.ts';
import { lies } from './lies.ts';
import { honest } from './proxy.ts';
import { ofLies, smallSubject } from './subject.ts';

/** Runs the demo behind a proxy that lies, one lie after another, and holds what is left against an undisturbed run. */

const { values, positionals } = parseArgs({
  options: { small: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
  allowPositionals: true,
});
// An exit ends the programs, which a signal alone would leave behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const unknown = positionals.filter((name) => !Object.hasOwn(lies, name));
if (unknown.length > 0) {
  console.error(`No lie "${unknown[0]}". There are: ${Object.keys(lies).join(', ')}.`);
  process.exitCode = 2;
} else await tellAll(positionals.length > 0 ? positionals : Object.keys(lies));
// A run that crashed is still being looked at.
process.exit();

async function tellAll(names: readonly string[]): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tempera-lies-'));
  const data = path.join(directory, 'data');
  await renderDemoCovers({ directory: path.join(data, 'covers') });
  const subject = values.small ? smallSubject : ofLies(await demoSubject());
  const undisturbed = await liedToRun(path.join(directory, 'undisturbed'), data, subject, { tell: honest });
  console.log(`undisturbed: ${undisturbed.status.state}, ${undisturbed.seconds.toFixed(0)} s`);
  let failures = 0;
  for (const name of names) {
    const laws = await lawsBrokenBy(name, path.join(directory, name), data, undisturbed);
    failures += Math.min(1, laws.length);
    for (const law of laws) console.log(`  ✘ ${law}`);
  }
  console.log(`${names.length - failures} of ${names.length} lies did no harm.`);
  process.exitCode = failures > 0 ? 1 : 0;
  if (values.keep || failures > 0) console.log(`Kept: ${directory}`);
  else await rm(directory, { recursive: true });

  async function lawsBrokenBy(name: string, folder: string, data: string, undisturbed: Outcome): Promise<string[]> {
    const lie = lies[name];
    if (lie === undefined) return [];
    try {
      const lied = await liedToRun(folder, data, subject, lie);
      console.log(`${name} (${lie.says}): ${lied.status.state}, ${lied.seconds.toFixed(0)} s`);
      return broken(lied, undisturbed, lie);
    } catch (error) {
      console.log(`${name} (${lie.says})`);
      return [error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)];
    }
  }
}
