import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSpec } from '../../../client/program/spec-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-spec-'));
  await mkdir(path.join(folder, 'specs'));
});
afterEach(() => rm(folder, { recursive: true }));

const spec = (system: string) => `name: shelf
data: { source: { test: shelf.parquet } }
prompt: { system: ${system} }
candidates: { old: { model: a } }
`;

async function load(text: string) {
  const file = path.join(folder, 'specs', 'shelf.yaml');
  await writeFile(file, text);
  return loadSpec(file);
}

describe('loadSpec', () => {
  it('inlines the texts that lie beside the spec', async () => {
    await writeFile(path.join(folder, 'specs', 'system.md'), 'Answer with the conclusion only.\n');
    expect((await load(spec('{ file: system.md }'))).prompt.system).toBe('Answer with the conclusion only.');
  });

  it('names a text that is not there', async () => {
    await expect(load(spec('{ file: sistem.md }'))).rejects.toThrow(
      /shelf\.yaml line 3: prompt\.system\.file: there is no file "sistem\.md" beside the spec$/,
    );
  });

  it.each([
    ['is empty', 'empty.md', /prompt\.system\.file: "empty\.md" is empty/],
    ['is a folder', 'folder', /prompt\.system\.file: "folder" cannot be read \(EISDIR\)/],
  ])('names a text that %s', async (_, name, message) => {
    await writeFile(path.join(folder, 'specs', 'empty.md'), ' \n');
    await mkdir(path.join(folder, 'specs', 'folder'));
    await expect(load(spec(`{ file: ${name} }`))).rejects.toThrow(message);
  });

  it('names a missing text together with everything else', async () => {
    const both = load(`${spec('{ file: none.md }')}verdict: { compare: old, against: new }\n`);
    await expect(both).rejects.toMatchObject({ problems: [{ line: 3 }, { line: 5, key: 'verdict.against' }] });
  });

  it('refuses texts outside its folder, however they are reached', async () => {
    await writeFile(path.join(folder, 'secret.txt'), 'secret');
    await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'specs', 'link.md'));
    await expect(load(spec('{ file: ../secret.txt }'))).rejects.toThrow('lies outside the folder of the spec');
    await expect(load(spec('{ file: link.md }'))).rejects.toThrow('lies outside the folder of the spec');
  });

  it('names contradictions by line', async () => {
    await expect(load(`${spec('x')}verdict: { compare: old, against: new }\n`)).rejects.toThrow(
      /line 5: verdict\.against: no candidate is called "new"\. There are: old\./,
    );
  });

  it('says that a file cannot be read', async () => {
    await expect(loadSpec(path.join(folder, 'none.yaml'))).rejects.toThrow(/none\.yaml: cannot be read \(ENOENT\)/);
  });
});
