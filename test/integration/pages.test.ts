import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import { parse } from 'yaml';
import { readLabelFile } from '../../client/review/label-file.ts';
import { findTemporalCli } from '../../setup/temporal-cli.mjs';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const page = (name: string) => readFile(path.join(checkout, 'docs', name), 'utf8');
const workflow = await readFile(path.join(checkout, 'examples', 'gate', 'verdict.yml'), 'utf8');

interface Job {
  env: Record<string, string>;
  steps: { run?: string }[];
}

const { verdict }: { verdict: Job } = parse(workflow).jobs;
const runId = 'ci-1';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-pages-'));
  await symlink(path.join(checkout, 'examples'), path.join(folder, 'examples'));
  // What `npx tempera` is in a clone.
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${path.join(checkout, 'client', 'main.ts')}" "$@"\n`;
  await writeFile(path.join(folder, 'npx'), npx, { mode: 0o755 });
  env = {
    ...verdict.env,
    PATH: `${folder}:${process.env['PATH']}`,
    HOME: process.env['HOME'],
    TEMPERA_TEMPORAL_CLI: await findTemporalCli(),
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
    RUN: runId,
  };
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a line of a page, as a shell on a runner would. */
function shell(line: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['-eo', 'pipefail', '-c', line], { cwd: folder, env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, output: out + err }),
    );
  });
}

describe('docs/gate.md', () => {
  it('shows the steps of the workflow that one copies', async () => {
    const [, steps = 'no steps'] = /```yaml\n(.*?)```/s.exec(await page('gate.md')) ?? [];
    expect(workflow).toContain(steps);
  });

  it('has a workflow whose commands pass the gate, and summarise the report', async () => {
    const lines = verdict.steps.flatMap(({ run }) => (run === undefined || run === 'npm ci' ? [] : [run]));
    expect(lines).toHaveLength(3);
    const ends = [];
    for (const line of lines) ends.push(await shell(line));
    expect(ends.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0]);
    const [, passed = 'no line'] = /the line `(Gate: .+?)`/.exec(await page('gate.md')) ?? [];
    expect(ends[1]?.output).toContain(passed);
    expect(await readFile(path.join(folder, 'summary.md'), 'utf8')).toContain('## gate: better');
  });
});

describe('docs/judge.md', () => {
  it('goes from a run to how far its judge agrees with a person, as it shows', async () => {
    const text = await page('judge.md');
    const [draw = '', readBack = '', adjudicate = ''] = text.match(/^npx tempera .+$/gm) ?? [];
    expect(await shell(draw)).toMatchObject({ code: 0, output: expect.stringContaining('40 answers to label') });
    await labelAsAPerson(path.join(folder, 'labels.csv'));
    const read = await shell(readBack);
    const [, shown = 'nothing'] = /```\n( +all: .*?)\n +```/s.exec(text) ?? [];
    expect(read).toMatchObject({ code: 0, output: expect.stringContaining(shown.replaceAll(/^ {3}/gm, '')) });
    expect(await shell(adjudicate)).toMatchObject({
      code: 0,
      output: expect.stringContaining('No question is disputed'),
    });
  });
});

/** Two answers that name no team are close to this person. */
async function labelAsAPerson(file: string): Promise<void> {
  const rows = await readLabelFile(file, ['id', 'label', 'question', 'targets', 'answer', 'image']);
  let close = 2;
  const filled = rows.map(({ cells }) => {
    if (cells.answer === cells.targets) return { ...cells, label: 'Same' };
    return { ...cells, label: close-- > 0 ? 'Close' : 'Other' };
  });
  await writeFile(file, stringify(filled, { header: true }));
}
