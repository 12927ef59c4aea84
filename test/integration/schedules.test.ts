import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { ProviderError } from '../../providers/port.ts';
import { openRun } from '../../runs/open-run.ts';
import { type ScheduledRun, scheduledRuns } from '../../runs/schedules.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { createFakeProvider, isProbe } from '../fakes/fake-provider.ts';
import { type Harness, quickSettings, smallSpec, startHarness } from './harness.ts';
import { commandsOf, wordsOf } from './page-lines.ts';

let harness: Harness;
let tempera: TemperaClient;
beforeAll(async () => {
  harness = await startHarness();
  const { client: temporal, store, dataDirectory } = harness;
  tempera = createTemperaClient({ temporal, store, dataDirectory });
});
afterAll(() => harness.close());

const { fineTune: _, judge, ...more } = smallSpec;
const evaluation: RunSpecInput = {
  ...more,
  prompt: { system: 'Answer with the conclusion only.' },
  ...(judge && { judge }),
  candidates: { base: { model: 'base-model' }, again: { model: 'base-model', images: false } },
  verdict: { compare: 'again', against: 'base' },
  limits: {},
};
const questions = 60;
const specOf = (own: Partial<RunSpecInput> = {}) => RunSpecSchema.parse({ ...evaluation, ...own }) as RunSpec;

let schedules = 0;
const newId = () => `s${process.env['JEST_WORKER_ID']}-${Date.now()}-${++schedules}`;
const everyTwoSeconds = { every: 2000, timezone: 'UTC' };
const onceADay = { every: 86_400_000, timezone: 'UTC' };

const create = (id: string, times = everyTwoSeconds, own: Partial<RunSpecInput> = {}) =>
  tempera.createSchedule(specOf(own), { id, times, settings: quickSettings });

const command = (...args: string[]) => commandOn(harness.dataDirectory, ...args);

async function commandOn(data: string, ...args: string[]): Promise<{ code: number; results: string; notes: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, {
    TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
    TEMPORAL_NAMESPACE: harness.client.options.namespace,
    TEMPERA_STORE: harness.storeDirectory,
    TEMPERA_DATA: data,
  });
  return { code, results: terminal.results, notes: terminal.notes };
}

async function specFile(own: Partial<RunSpecInput> = {}): Promise<string> {
  const file = path.join(harness.dataDirectory, `${newId()}.yaml`);
  await writeFile(file, stringify({ ...evaluation, ...own }));
  return file;
}

/** Runs of a schedule that have a report. */
async function reported(id: string): Promise<ScheduledRun[]> {
  const runs = await scheduledRuns(harness.store, id);
  const reports = await Promise.all(runs.map(({ runId }) => openRun(harness.store, runId).report()));
  return runs.filter((_, index) => reports[index] !== undefined);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}

async function slotsOf(id: string, status: string): Promise<number> {
  const query = `TemporalScheduledById = '${id}' AND ExecutionStatus = '${status}'`;
  return (await Array.fromAsync(harness.client.workflow.list({ query }))).length;
}

const isPaused = async (id: string) => (await tempera.describeSchedule(id)).state === 'paused';

describe('a schedule', () => {
  it('runs each slot once, on the test set that it was created with, and asks afresh each time', async () => {
    const id = newId();
    const fake = createFakeProvider();
    const test = path.join(harness.dataDirectory, 'test.parquet');
    await create(id);
    // Whoever reads data now finds none.
    await rename(test, `${test}.away`);
    try {
      await harness.withWorker(fake, async () => {
        await until(async () => (await reported(id)).length >= 2);
        await tempera.pauseSchedule(id, 'enough');
        await until(async () => (await reported(id)).length === (await scheduledRuns(harness.store, id)).length);
        await until(async () => (await slotsOf(id, 'Running')) === 0);
        const runs = await reported(id);
        const slots = runs.map(({ slot }) => Date.parse(slot));
        expect(runs.map(({ runId }) => runId)).toEqual(
          slots.map((slot) => `${id}-${new Date(slot).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`),
        );
        const candidates = fake.asked.filter(({ schema }) => !schema);
        expect(candidates).toHaveLength(runs.length * 2 * questions);
        // The same answers were rated in the first run.
        const rated = fake.asked.length - candidates.length;
        expect(rated).toBeLessThan(2 * questions);

        const handle = harness.client.schedule.getHandle(id);
        const { info } = await handle.describe();
        // A slot that was skipped has had no run, and would get one.
        await handle.backfill(
          slots.map((slot) => ({ start: new Date(slot - 500), end: new Date(slot + 500), overlap: 'ALLOW_ALL' })),
        );
        await until(async () => (await handle.describe()).info.numActionsTaken >= info.numActionsTaken + runs.length);
        await until(async () => (await slotsOf(id, 'Completed')) === 2 * runs.length);
        for (const { runId } of runs) {
          const executions = await Array.fromAsync(harness.client.workflow.list({ query: `WorkflowId = '${runId}'` }));
          expect(executions).toHaveLength(1);
        }
        expect(await scheduledRuns(harness.store, id)).toHaveLength(runs.length);
        expect(fake.asked).toHaveLength(candidates.length + rated);
      });
    } finally {
      await rename(`${test}.away`, test);
      await tempera.deleteSchedule(id);
    }
  }, 300_000);

  it('pauses, saying why, where a run has waited for a person too long; its run can be retried', async () => {
    const id = newId();
    const fake = createFakeProvider();
    const { answer } = fake;
    fake.answer = async (request) => {
      if (isProbe(request)) return answer(request);
      throw new ProviderError({
        action: 'blocked',
        code: 'insufficient_quota',
        message: 'HTTP 429, code insufficient_quota',
      });
    };
    await create(id, everyTwoSeconds, { limits: { blockedFor: '1s' } });
    await harness.withWorker(fake, async () => {
      await until(() => isPaused(id));
      const { note, skipped } = await tempera.describeSchedule(id);
      const [run] = await scheduledRuns(harness.store, id);
      expect(note).toContain(`run ${run?.runId} failed (blocked: `);
      expect(note).toContain('insufficient_quota');
      expect(skipped).toBeGreaterThanOrEqual(0);
      const runId = run?.runId ?? '';
      expect(await tempera.describeRun(runId)).toMatchObject({ state: 'failed', failure: { type: 'Blocked' } });
      const described = (await command('schedule', 'describe', id)).results;
      expect(described).toMatch(new RegExp(`^  ${runId}  failed: blocked: .*insufficient_quota`, 'm'));

      fake.answer = answer;
      const retried = await tempera.retryRun(runId, 'answer');
      expect(retried.input.schedule).toMatchObject({ id, slot: run?.slot });
      await until(async () => (await reported(id)).length > 0);
      await until(async () => (await tempera.describeSchedule(id)).lastSuccess?.runId === runId);
    });
    await tempera.deleteSchedule(id);
  }, 300_000);

  it('pauses, too, where what holds a run up seems to pass again and again, and never does', async () => {
    const id = newId();
    const fake = createFakeProvider();
    const { answer } = fake;
    fake.answer = async (request) => {
      if (isProbe(request)) return answer(request);
      const until = Date.now() + 300;
      throw new ProviderError({ action: 'blocked', code: 'daily_limit', message: 'HTTP 429, code daily_limit', until });
    };
    await create(id, everyTwoSeconds, { limits: { blockedFor: '2s' } });
    await harness.withWorker(fake, async () => {
      await until(() => isPaused(id));
      expect((await tempera.describeSchedule(id)).note).toMatch(/failed \(blocked: .*daily_limit/);
    });
    await tempera.deleteSchedule(id);
  }, 300_000);

  it('pauses where two runs in a row are incomplete, and not for one', async () => {
    const id = newId();
    const fake = createFakeProvider();
    const { answer } = fake;
    fake.answer = async (request) => {
      if (isProbe(request) || request.schema) return answer(request);
      throw new ProviderError({ action: 'failed', code: 'no_such_thing', message: 'HTTP 400' });
    };
    await create(id);
    await harness.withWorker(fake, async () => {
      await until(() => isPaused(id));
      const runs = await reported(id);
      expect(runs).toHaveLength(2);
      const [first, second] = runs.map(({ runId }) => runId);
      const { note, runs: shown } = await tempera.describeSchedule(id);
      expect(note).toContain(`run ${second} is incomplete, as ${first} was before it`);
      expect(shown.map(({ outcome }) => outcome)).toEqual(['incomplete', 'incomplete']);
    });
    await tempera.deleteSchedule(id);
  }, 300_000);

  it('starts a run when it is triggered, and none while one is open', async () => {
    const id = newId();
    const fake = createFakeProvider();
    const { answer } = fake;
    let isHeld = true;
    fake.answer = async (request) => {
      while (isHeld && !isProbe(request)) await sleep(20);
      return answer(request);
    };
    await create(id, onceADay);
    await harness.withWorker(fake, async () => {
      const runId = await tempera.triggerSchedule(id);
      expect(runId).toMatch(new RegExp(`^${id}-\\d{8}T\\d{6}$`));
      await until(async () => (await scheduledRuns(harness.store, id)).length === 1);
      expect((await command('schedule', 'describe', id)).results).toContain(`  ${runId}  running`);
      expect(await command('schedule', 'trigger', id)).toMatchObject({
        code: 2,
        notes: expect.stringContaining('still open'),
      });
      isHeld = false;
      await until(async () => (await reported(id)).length === 1);
      expect((await reported(id))[0]?.runId).toBe(runId);
      const described = await command('schedule', 'describe', id);
      expect(described.results).toContain(`Last success: ${runId}`);
    });
    await tempera.deleteSchedule(id);
  }, 300_000);
});

describe('two triggers at the same time', () => {
  it('start one run, and who comes second is told that one is open, not that it is theirs', async () => {
    const id = newId();
    await create(id, onceADay);
    await harness.withWorker(createFakeProvider(), async () => {
      const ends = await Promise.allSettled([tempera.triggerSchedule(id), tempera.triggerSchedule(id)]);
      const started = ends.filter(({ status }) => status === 'fulfilled');
      const refused = ends.find(({ status }) => status === 'rejected');
      expect(started).toHaveLength(1);
      expect(refused).toMatchObject({ reason: { message: expect.stringContaining('is still open') } });
      await until(async () => (await reported(id)).length === 1);
      expect(started[0]).toMatchObject({ value: (await reported(id))[0]?.runId });
    });
    await tempera.deleteSchedule(id);
  });
});

const page = () => readFile(new URL('../../docs/schedules.md', import.meta.url), 'utf8');

describe('docs/schedules.md', () => {
  it('goes from a spec to a schedule that has run, told of, changed and deleted', async () => {
    const tickets = fileURLToPath(new URL('../../examples/tickets', import.meta.url));
    const fake = createFakeProvider();
    fake.models.add('gpt-4o-2024-08-06');
    const said = new Map<string, string>();
    await harness.withWorker(fake, async () => {
      for (const [, , ...words] of await commandsOf('schedules.md')) {
        const { code, results, notes } = await commandOn(tickets, ...words);
        expect([words, code, code === 0 || notes]).toEqual([words, 0, true]);
        said.set(
          words
            .filter((word) => !word.includes('/'))
            .slice(0, 2)
            .join(' '),
          results,
        );
        if (words[1] === 'trigger') await until(async () => (await reported('nightly')).length === 1);
      }
    });
    expect(said.get('schedule create')).toContain('Schedule nightly created: cron 0 3 * * * (Europe/Berlin)');
    expect(said.get('schedule describe')).toMatch(/Last success: nightly-\d{8}T\d{6} {2}done/);
    expect(said.get('trend nightly')).toContain('the next look comes after 2 more runs');
    expect(said.get('schedule update')).toContain('cron 30 4 * * * (Europe/Berlin)');
    expect((await scheduledRuns(harness.store, 'nightly')).length).toBe(1);
  });
});

describe('tempera schedule create', () => {
  it('prints the next slots with their zone, what a clock change does to them, and what its runs could show', async () => {
    const id = newId();
    const zone = ['--timezone', 'America/New_York'];
    const { code, results } = await command(
      'schedule',
      'create',
      await specFile(),
      '--id',
      id,
      '--cron',
      '30 2 * * *',
      ...zone,
    );
    expect(code).toBe(0);
    expect(results).toContain(`Schedule ${id} created: cron 30 2 * * * (America/New_York).`);
    expect(
      results.match(/^ {2}\d{4}-\d\d-\d\d 02:30:00 America\/New_York \(\d{4}-\d\d-\d\dT0[67]:30:00Z\)$/gm),
    ).toHaveLength(5);
    expect(results).toMatch(/Clock change: the slot of \d{4}-03-\d\d 02:30 America\/New_York falls out/);
    expect(results).toContain('12 test images');
    expect(results).toContain('fails after 12h (limits.blockedFor)');

    const again = await command('schedule', 'create', await specFile(), '--id', id, '--every', '6h');
    expect(again).toMatchObject({ code: 2, results: '' });
    expect(again.notes).toContain(`There is a schedule "${id}" already.`);
    expect((await command('schedule', 'list')).results).toMatch(new RegExp(`^${id} +active +0 +0 +0 `, 'm'));
    expect((await command('schedule', 'delete', id)).code).toBe(0);
    expect((await command('schedule', 'list')).results).toMatch(new RegExp(`^${id} +deleted`, 'm'));
    const anew = await command('schedule', 'create', await specFile(), '--id', id, '--every', '6h');
    expect(anew.notes).toMatch(/was deleted on .*Choose another --id/);
  }, 60_000);

  it('says what docs/schedules.md shows', async () => {
    const [, shown = '', expected = ''] = /^\$ npx tempera (schedule create .+)\n([^`]+)^```/m.exec(await page()) ?? [];
    const [schedule, create, , ...times] = wordsOf(shown);
    const id = newId();
    const { code, results } = await command(`${schedule}`, `${create}`, await specFile(), ...times, '--id', id);
    expect(code).toBe(0);
    // A year from now the dates are others.
    const dateless = (text: string) =>
      text
        .replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')
        .replaceAll(/T0[67]:30/g, 'UTC')
        .trim()
        .split('\n');
    const lines = dateless(results.replaceAll(id, 'nightly'));
    expect(lines).toEqual(expect.arrayContaining(dateless(expected)));
    expect(lines.length - dateless(expected).length).toBeLessThanOrEqual(1);
    await tempera.deleteSchedule(id);
  });

  it('goes on with a creation that was cut short, as the same and as no other', async () => {
    const id = newId();
    const file = await specFile();
    const times = ['--id', id, '--cron', '0 9 * * 1-5', '--timezone', 'Europe/Berlin'];
    expect((await command('schedule', 'create', file, ...times)).code).toBe(0);
    // As if the client had been killed before the server heard of it.
    await harness.client.schedule.getHandle(id).delete();
    expect((await command('schedule', 'list')).results).toMatch(new RegExp(`^${id} +missing`, 'm'));
    const other = await command('schedule', 'create', await specFile({ repeats: 2 }), ...times);
    expect([other.code, other.notes]).toEqual([2, expect.stringContaining('with another spec or other times')]);
    expect((await command('schedule', 'create', file, ...times)).code).toBe(0);
    expect((await tempera.describeSchedule(id)).state).toBe('active');
    await tempera.deleteSchedule(id);
  });

  it.each([
    ['a cron that never comes', ['--cron', '0 9 30 2 *'], 'it never comes'],
    ['a cron of six fields', ['--cron', '0 0 9 * * *'], 'expected five fields, got 6'],
    ['a minute that there is not', ['--cron', '61 9 * * *'], 'Minute is not in range'],
    ['a zone that there is not', ['--cron', '0 9 * * *', '--timezone', 'Mars/Base'], 'there is no such time zone'],
    ['an interval that is too small', ['--every', '100ms'], 'a second is the least'],
    ['two ways at once', ['--every', '1h', '--cron', '0 9 * * *'], 'exclude each other'],
    ['no time at all', [], 'When is it due?'],
    ['a jitter that reaches the next slot', ['--every', '1h', '--jitter', '2h'], 'slots are 1h apart'],
  ])('refuses %s, in a sentence, and leaves nothing behind', async (_, options, words) => {
    const id = newId();
    const { code, notes } = await command('schedule', 'create', await specFile(), '--id', id, ...options);
    expect([code, notes]).toEqual([2, expect.stringContaining(words)]);
    expect(await tempera.listSchedules()).not.toContainEqual(expect.objectContaining({ id }));
    const left = await Array.fromAsync(harness.client.schedule.list());
    expect(left.filter(({ scheduleId }) => scheduleId === id || scheduleId.startsWith('tempera-times-'))).toEqual([]);
  });

  it('refuses data that is not there, and a schedule that is not there', async () => {
    const file = await specFile({ data: { source: { test: 'nowhere.parquet' } } });
    const { code, notes } = await command('schedule', 'create', file, '--id', newId(), '--every', '6h');
    expect([code, notes]).toEqual([2, expect.stringContaining('nowhere.parquet')]);
    const asking = await specFile({ approval: 'required' });
    expect(await command('schedule', 'create', asking, '--id', newId(), '--every', '6h')).toMatchObject({ code: 2 });
    for (const what of ['describe', 'pause', 'resume', 'trigger', 'update', 'delete']) {
      const { code, notes } = await command('schedule', what, 'no-such-schedule');
      expect([what, code, notes]).toEqual([what, 2, expect.stringContaining('no-such-schedule')]);
    }
  });
});

describe('tempera schedule update', () => {
  it('says what begins a new segment, keeps the rule, and what is not said stays', async () => {
    const id = newId();
    await create(id, onceADay);
    const same = await command('schedule', 'update', id, '--every', '12h', '--json');
    expect(JSON.parse(same.results)).toMatchObject({ version: 2, times: { every: 43_200_000 }, newSegment: [] });

    const unchanged = await command('schedule', 'update', id, await specFile(), '--every', '12h');
    expect(unchanged).toMatchObject({ code: 0, results: expect.stringContaining(`Schedule ${id} is as it was`) });
    const again = await command('schedule', 'update', id, '--every', '12h', '--json');
    expect(JSON.parse(again.results)).toMatchObject({ version: 2, changed: false });

    const repeats = await command('schedule', 'update', id, await specFile({ repeats: 2 }), '--json');
    expect(JSON.parse(repeats.results)).toMatchObject({
      version: 3,
      times: { every: 43_200_000 },
      newSegment: ['how questions are asked'],
    });
    const model = { base: { model: 'base-model' }, again: { model: 'judge-model', images: false } };
    const other = await command('schedule', 'update', id, await specFile({ repeats: 2, candidates: model }));
    expect(other.results).toContain('A new segment begins, since other things are measured from now on: the model.');

    const verdict = { compare: 'again', against: 'base', metric: 'exact' };
    const rule = await command('schedule', 'update', id, await specFile({ verdict }));
    expect([rule.code, rule.notes]).toEqual([2, expect.stringContaining('is fixed at its creation')]);
    await tempera.deleteSchedule(id);
  }, 60_000);
});
