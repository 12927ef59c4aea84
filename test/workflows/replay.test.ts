import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { findBundle } from '../../worker/bundle.ts';
import { quietRuntime } from '../fakes/quiet-runtime.ts';

const folder = fileURLToPath(new URL('../fixtures/histories/', import.meta.url));
const recorded = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort();

let codePath: string;
beforeAll(async () => {
  quietRuntime();
  codePath = await findBundle();
});

interface Recorded {
  events: {
    eventType: string;
    workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

async function read(name: string): Promise<Recorded> {
  return JSON.parse(await readFile(path.join(folder, name), 'utf8'));
}

const startedAs = ({ events }: Recorded) => events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name;

const replay = (history: object) =>
  Worker.runReplayHistory({ workflowBundle: { codePath } }, historyFromJSON(history), 'recorded');

describe('workflows of today', () => {
  it('have histories to follow', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(3);
  });

  it.each(['fineTuneAndEvaluate', 'evaluateCandidates', 'captureAnswers', 'slot'])(
    'have one of %s',
    async (workflow) => {
      const types = await Promise.all(recorded.map(async (name) => startedAs(await read(name))));
      expect(types).toContain(workflow);
    },
  );

  it.each(recorded)('follow %s', async (name) => {
    await replay(await read(name));
  });

  it('are found out when they would not follow one', async () => {
    const history = await read('0.1.0/recorded.json');
    const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes);
    Object.assign(scheduled?.activityTaskScheduledEventAttributes?.activityType ?? {}, { name: 'anotherActivity' });
    await expect(replay(history)).rejects.toThrow(/Nondeterminism|TMPRL1100/i);
  });
});
