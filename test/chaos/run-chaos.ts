import path from 'node:path';
import { stageOfActivity, stagesOfRun } from '../../domain/run/stages.ts';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { createDealer } from './deal.ts';
import { disturbedRun, type Outcome } from './disturbed-run.ts';
import { killPoints, type PlannedKill, type Reached } from './kill.ts';
import { compare } from './law.ts';
import type { Options } from './options.ts';
import type { Subject } from './subjects.ts';
import type { ChaosRun } from './table.ts';

/** What chaos is made of. */
export interface Chaos extends Pick<Options, 'kills' | 'seed' | 'aRun'> {
  /** Takes all that the runs leave. */
  directory: string;
  subject: Subject;
  /** Of a run, variables by which its store lies elsewhere than below the directory. */
  storeOf?(name: string): NodeJS.ProcessEnv;
  /** Tells what goes on. */
  note(text: string): void;
}

/** Runs without a kill in a row, after which no more are tried. */
const patience = 3;

/** Disturbs run after run until so many kills were made; one that was not made in its run does not count. */
export async function runChaos(chaos: Chaos, tell: (run: ChaosRun) => void = () => undefined): Promise<ChaosRun[]> {
  await renderDemoCovers({ directory: path.join(chaos.directory, 'data', 'covers') });
  const undisturbed = await carryOut(chaos, 'undisturbed', []);
  requireAllReached(undisturbed.reached);
  const dealer = createDealer(undisturbed.reached, chaos.seed);
  const runs: ChaosRun[] = [];
  for (let left = chaos.kills, fruitless = 0; left > 0; ) {
    if (fruitless === patience) throw new Error(`${left} of ${chaos.kills} kills could not be made`);
    const disturbed = await carryOut(chaos, `run-${runs.length + 1}`, dealer.deal(Math.min(chaos.aRun, left)));
    const { kills, missed, seconds } = disturbed;
    for (const kill of missed) dealer.putBack(kill);
    const compared = compare(disturbed, undisturbed);
    const run = { seed: chaos.seed, run: runs.length + 1, kills, compared, seconds };
    runs.push(run);
    tell(run);
    left -= kills.length;
    fruitless = kills.length === 0 ? fruitless + 1 : 0;
  }
  return runs;
}

async function carryOut(
  { directory, subject, storeOf, note }: Chaos,
  name: string,
  plan: readonly PlannedKill[],
): Promise<Outcome> {
  try {
    const [own, data] = [path.join(directory, name), path.join(directory, 'data')];
    const outcome = await disturbedRun(own, data, subject, plan, storeOf?.(name));
    note(`${name}: ${outcome.kills.length} of ${plan.length} kills, ${outcome.seconds.toFixed(1)} s`);
    return outcome;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: ${reason}\nIts kills, as planned: ${JSON.stringify(plan)}`, { cause: error });
  }
}

/** A preload that no longer sees what the product does would find nothing, and say that all is well. */
function requireAllReached(reached: readonly Reached[]): void {
  const stages = new Set(reached.map(({ activity }) => stageOfActivity(activity)));
  const points = new Set<string>(reached.map(({ point }) => point));
  const unseen = [
    ...stagesOfRun({ fineTunes: true, rates: true }).filter((stage) => !stages.has(stage)),
    ...Object.keys(killPoints).filter((point) => !points.has(point)),
  ];
  if (unseen.length > 0)
    throw new Error(`the undisturbed run shows none of: ${unseen.join(', ')}. Mend test/chaos/preload.`);
}
