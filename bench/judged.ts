import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withClient } from '../client/commands/open-client.ts';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { startPrograms } from '../test/integration/programs.ts';
import { addFaults } from '../test/integration/sandbox-calls.ts';
import { childIdOf } from '../workflows/contract.ts';
import { specOfBody, writeBodies } from './answers/bodies.ts';
import { medianOf } from './answers/table.ts';

/** Prints how long two candidates and a judge take beside the least that their calls could, at 200 ms a call. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    samples: { type: 'string', default: '500' },
    'in-flight': { type: 'string', default: '32' },
  },
});
const [samples, inFlight] = [Number(values.samples), Number(values['in-flight'])];
const latency = 200;
const judge = 'sandbox-judge';
const other = 'gpt-4o-2024-08-06';
const ideal = (4 * samples * latency) / inFlight / 1000;

const spec = RunSpecSchema.parse({
  name: 'judged',
  ...specOfBody.text,
  // Of two models that say different things, so that nothing is rated once for both.
  candidates: { echo: { model: `echo-${latency}` }, other: { model: other } },
  judge: {
    model: judge,
    rubric: {
      instructions: 'Rate the answer.',
      labels: [
        { name: 'Right', meaning: 'it is right' },
        { name: 'Wrong', meaning: 'it is not' },
      ],
    },
  },
  verdict: { compare: 'other', against: 'echo' },
  limits: { concurrency: inFlight, reuseAnswers: false },
}) as RunSpec;

const directory = await mkdtemp(path.join(tmpdir(), 'tempera-judged-'));
await writeBodies(path.join(directory, 'data'), samples, ['text']);
const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'warn' });
try {
  const slow = (model: string) => ({ match: { model }, do: { kind: 'slow' as const, ms: latency } });
  await addFaults(programs.sandboxUrl, [slow(judge), slow(other)]);
  await measure('warm-up');
  const rounds: Awaited<ReturnType<typeof measure>>[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) rounds.push(await measure(`round-${round}`));
  const medians = {
    calls: medianOf(rounds.map(({ calls }) => calls)),
    command: medianOf(rounds.map(({ command }) => command)),
  };
  const told = `calls ${medians.calls.toFixed(2)} s, ${(medians.calls / ideal).toFixed(3)} of the ideal ${ideal} s; the run ${medians.command.toFixed(1)} s`;
  console.log(values.json ? JSON.stringify({ samples, inFlight, ideal, rounds, medians }, null, 2) : told);
} finally {
  await programs.stop();
  await rm(directory, { recursive: true });
}

/** Seconds that answering and judging took, and the whole run from its start to its end. */
async function measure(runId: string) {
  return withClient(programs.env, async ({ tempera, client }) => {
    const begun = performance.now();
    await tempera.startRun(spec, { runId });
    await client.workflow.getHandle(runId).result();
    const command = (performance.now() - begun) / 1000;
    const secondsOf = async (...ids: string[]) => {
      const spans = await Promise.all(ids.map((id) => client.workflow.getHandle(id).describe()));
      const [starts, ends] = [
        spans.map(({ startTime }) => +startTime),
        spans.map(({ closeTime }) => Number(closeTime)),
      ];
      return (Math.max(...ends) - Math.min(...starts)) / 1000;
    };
    const answering = await secondsOf(childIdOf.candidate(runId, 'echo'), childIdOf.candidate(runId, 'other'));
    const judging = await secondsOf(childIdOf.judge(runId));
    return { answering, judging, calls: answering + judging, command };
  });
}
