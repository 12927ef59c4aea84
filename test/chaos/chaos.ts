import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom, shuffled } from '../../sandbox/learning/chance.ts';
import { type ProgramName, programNames } from '../integration/programs.ts';
import { type DisturbedRun, type Kill, openChaos } from './disturbed-runs.ts';
import { inFlight, smallRun, smallRunSettings } from './small-run.ts';
import { type Work, works } from './work-under-way.ts';

/** Kills programs at seeded moments of whole runs, and compares what they leave with an undisturbed run. */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** The most kills in one run. */
    'a-run': { type: 'string', default: '4' },
    keep: { type: 'boolean', default: false },
  },
});
const [wanted, seed, aRun] = [Number(values.kills), Number(values.seed), Number(values['a-run'])];
const random = seededRandom(seed);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

/** Dealt out evenly; most of a run's time and money goes into the answers. */
const targets: readonly Work[] = [
  'prepareDataset',
  'uploadFile',
  'awaitJob',
  'answers',
  'answers',
  'answers',
  'ratings',
  'measure',
  'writeReport',
];
let deck: Work[] = [];
const victims: readonly (readonly ProgramName[])[] = [
  ['worker'],
  ['worker'],
  ['sandbox'],
  ['server'],
  ['worker', 'sandbox'],
  programNames,
];

const directory = await mkdtemp(path.join(tmpdir(), 'tempera-chaos-'));
const chaos = await openChaos(directory, smallRun, smallRunSettings, 100);
let broken = 0;
try {
  const undisturbed = await chaos.run('undisturbed', []);
  console.log(`undisturbed: ${undisturbed.seconds.toFixed(1)} s, seed ${seed}`);
  console.log(
    'run  kills (program during work)  report  rows lost  paid again / in flight at most  jobs  uploads  seconds',
  );
  for (let run = 1, done = 0; done < wanted; run++) {
    const disturbed = await chaos.run(`run-${run}`, kills(Math.min(aRun, wanted - done), undisturbed));
    done += disturbed.kills.length;
    tell(run, disturbed, undisturbed);
  }
} finally {
  await chaos.close();
  if (values.keep) console.log(`Kept: ${directory}`);
  else await rm(directory, { recursive: true });
}
process.exitCode = broken === 0 ? 0 : 1;

/** Moments in the order of the work, each within what the work took undisturbed. */
function kills(count: number, { durations }: DisturbedRun): Kill[] {
  const dealt = Array.from({ length: count }, deal).sort((a, b) => works.indexOf(a) - works.indexOf(b));
  return dealt.map((at) => ({ programs: pick(victims), at, after: random() * (durations[at] ?? 0) }));
}

function deal(): Work {
  if (deck.length === 0) deck = shuffled(targets, random);
  return deck.pop() as Work;
}

function tell(run: number, disturbed: DisturbedRun, undisturbed: DisturbedRun): void {
  const same = disturbed.report.every((text, index) => text === undisturbed.report[index]);
  const rows = new Set(disturbed.report[1].split('\n'));
  const lost = undisturbed.report[1].split('\n').filter((row) => !rows.has(row)).length;
  const asking = disturbed.kills.filter(({ during }) => during === 'answers' || during === 'ratings').length;
  const lawful =
    same && lost === 0 && disturbed.paidAgain <= asking * inFlight && disturbed.jobs === 1 && disturbed.uploads === 1;
  if (!lawful) broken += 1;
  const made = disturbed.kills.map(({ programs, during }) => `${programs.join('+')} during ${during}`).join(', ');
  console.log(
    [
      `${run}`,
      made || 'none',
      same ? 'identical' : 'DIFFERENT',
      lost,
      `${disturbed.paidAgain}/${asking * inFlight}`,
      disturbed.jobs,
      disturbed.uploads,
      `${disturbed.seconds.toFixed(1)}${lawful ? '' : '  BROKEN'}`,
    ].join(' | '),
  );
}
