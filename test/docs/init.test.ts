import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { runProgram } from '../../client/program/program.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { imageOf } from '../fakes/parquet.ts';

const page = new URL('../../docs/data.md', import.meta.url);

it('finds in docs/data.md what tempera init writes of the folder that it shows', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-docs-'));
  try {
    const rows = [];
    for (let n = 0; n < 40; n += 1) {
      const colour = ['red', 'red', 'green', 'blue'][n % 4] ?? '';
      await mkdir(path.join(folder, 'pictures', colour), { recursive: true });
      await writeFile(path.join(folder, `pictures/${colour}/${n}.jpg`), await imageOf(n));
      rows.push(`${colour}/${n},${colour},${['north', 'south', 'west'][n % 3]}\n`);
    }
    await writeFile(path.join(folder, 'pictures/fruit.csv'), `photo,label,shop\n${rows.join('')}`);
    const output = path.join(folder, 'tempera.yaml');
    await runProgram(['init', path.join(folder, 'pictures'), '--out', output], recordingTerminal(), {
      TEMPERA_DATA: folder,
    });
    const written = /^data:\n[\s\S]*?\n\n/m.exec(await readFile(output, 'utf8'))?.[0].trim();
    const shown = /<!-- What tempera init writes.*-->\n```yaml\n([\s\S]*?)```/
      .exec(await readFile(page, 'utf8'))?.[1]
      ?.trim();
    expect(shown).toBe(written);
  } finally {
    await rm(folder, { recursive: true });
  }
});
