import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withClient } from '../client/commands/open-client.ts';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { startPrograms } from '../test/integration/programs.ts';
import { childIdOf } from '../workflows/contract.ts';
import { type BodyKind, specOfBody, writeBodies } from './answers/bodies.ts';
import { runTempera } from './answers/tempera.ts';

/** Prints the worker's peak of memory over runs of growing size, each by a fresh worker, and what they leave in history. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Of text, and of images of 100 kB, five samples to each; 500,000 take hours. */
    samples: { type: 'string', default: '5000' },
    bodies: { type: 'string', default: 'text,100kB' },
    'in-flight': { type: 'string', default: '128' },
  },
});

for (const body of values.bodies.split(',') as BodyKind[]) {
  for (const samples of values.samples.split(',').map(Number)) {
    const figures = await measure(body, samples);
    if (values.json) console.log(JSON.stringify({ body, samples, ...figures }));
    else {
      const { peak, events, cpu } = figures;
      console.log(
        `${body}, ${samples} samples: ${peak} MB, ${events} events per 1,000 samples, ${cpu} ms CPU a sample`,
      );
    }
  }
}

async function measure(body: BodyKind, samples: number) {
  const directory = await mkdtemp(path.join(tmpdir(), 'tempera-memory-'));
  await writeBodies(path.join(directory, 'data'), samples, [body]);
  const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'warn' });
  try {
    const spec = RunSpecSchema.parse({
      name: 'memory',
      ...specOfBody[body],
      candidates: { echo: { model: 'echo-0' } },
      limits: { concurrency: Number(values['in-flight']), reuseAnswers: false },
    }) as RunSpec;
    const { peak, wholeCpu } = await runTempera(programs, spec, 'memory');
    const events = await withClient(programs.env, async ({ client }) => {
      const { historyLength } = await client.workflow.getHandle(childIdOf.candidate('memory', 'echo')).describe();
      return Math.round((historyLength * 1000) / samples);
    });
    return { peak, events, cpu: (wholeCpu / samples).toFixed(2) };
  } finally {
    await programs.stop();
    await rm(directory, { recursive: true });
  }
}
