import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { broken } from '../lies/law.ts';
import { type Lie, together } from '../lies/lie.ts';
import { liedToRun, type Outcome } from '../lies/lied-to-run.ts';
import { lies } from '../lies/lies.ts';
import { honest } from '../lies/proxy.ts';
import { smallSubject } from '../lies/subject.ts';

/** Lies that one run can meet at once; `npm run lies` tells each of them alone, and more. */
const tales: Record<string, readonly string[]> = {
  'other forms of all that is said': [
    ...['judge-fenced', 'content-parts', 'usage-words', 'model-absent', 'finish-unknown'],
    ...['models-listed-only', 'list-bare', 'metadata-numbers', 'job-side-fields', 'job-unnamed', 'events-odd'],
  ],
  'losses on the way, and lists that never end': [
    ...[
      'finish-error',
      'choices-empty-once',
      'error-in-200',
      'page-in-200',
      'upload-lost',
      'create-lost',
      'list-endless',
    ],
  ],
  'refusals of some inputs, and answers that are none': [
    ...['key-echoed', 'firewall-403', 'finish-filter', 'spent-on-reasoning'],
  ],
  'a spent balance': ['balance-402'],
  'a pause of a year': ['pause-year'],
};

let directory: string;
let undisturbed: Outcome;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-lying-'));
  await renderDemoCovers({ directory: path.join(directory, 'data', 'covers') });
  undisturbed = await runOf('undisturbed', { tell: honest });
}, 300_000);
afterAll(() => rm(directory, { recursive: true }));

const runOf = (name: string, lie: Pick<Lie, 'tell' | 'cancelled'>) =>
  liedToRun(path.join(directory, name), path.join(directory, 'data'), smallSubject, lie);

describe('a run whose provider lies', () => {
  it.each(Object.keys(tales))(
    'has every number of an undisturbed run, or names it missing: %s',
    async (tale) => {
      const told = together((tales[tale] ?? []).map((name) => lies[name] as Lie));
      expect(broken(await runOf(tale.replaceAll(/\W+/g, '-'), told), undisturbed, told)).toEqual([]);
    },
    300_000,
  );
});
