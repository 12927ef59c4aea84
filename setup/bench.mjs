import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './command.mjs';
import { endAs, runNode } from './launch.mjs';
import { ensurePackages, root } from './packages.mjs';

const BAD_ARGUMENTS = 2;
const folder = join(root, 'bench');
const [name, ...args] = process.argv.slice(2);

await endAs(async () => {
  if (name === undefined || !benches().includes(name)) {
    say(`${name === undefined ? 'Which bench' : `No bench "${name}"`}? There are: ${benches().join(', ') || 'none'}.`);
    return BAD_ARGUMENTS;
  }
  await ensurePackages();
  return await runNode([join(folder, `${name}.ts`), ...args], { cwd: root });
});

function benches() {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length));
}
