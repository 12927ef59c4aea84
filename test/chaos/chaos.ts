import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireS3, storeOn } from '../long/s3-server.ts';
import { type Options, readOptions, usage } from './options.ts';
import { runChaos } from './run-chaos.ts';
import { demoSubject, smallSubject } from './subjects.ts';
import { type ChaosRun, summaryLine, tableHead, tableRows } from './table.ts';

/** Kills programs at chosen moments of whole runs, and holds what the runs leave against the laws. */

const options = readOptions(process.argv.slice(2));
if (options === 'help') console.log(usage());
else if (typeof options === 'string') fail(options, 2);
else await cause(options);

async function cause({ small, s3, json, keep, ...rest }: Options): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tempera-chaos-'));
  const subject = small ? smallSubject : await demoSubject();
  const note = (text: string) => process.stderr.write(`${text}\n`);
  const print = (text: string) => (json ? note(text) : console.log(text));
  let told = 0;
  const tell = (run: ChaosRun) => {
    print(tableRows(run, told));
    told += run.kills.length;
  };
  const server = s3 ? await requireS3() : undefined;
  try {
    print(tableHead());
    const storeOf = (name: string) => (server ? storeOn(server, directory, name) : {});
    const runs = await runChaos({ directory, subject, storeOf, ...rest, note }, tell);
    print(`\n${summaryLine(runs)}`);
    if (json) console.log(JSON.stringify({ seed: rest.seed, summary: summaryLine(runs), runs }, null, 2));
    for (const { run, compared } of runs) for (const law of compared.broken) fail(`run ${run}: ${law}`, 1);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error), 1);
  }
  await server?.close();
  if (keep || process.exitCode) note(`Kept: ${directory}`);
  else await rm(directory, { recursive: true });
}

function fail(what: string, exitCode: number): void {
  console.error(what);
  process.exitCode = exitCode;
}
