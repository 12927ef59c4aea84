import { join } from 'node:path';
import { endAs, runNode } from './launch.mjs';
import { ensurePackages, root } from './packages.mjs';

await endAs(async () => {
  await ensurePackages();
  return await runNode([join(root, 'test', 'clients', 'main.ts'), ...process.argv.slice(2)], { cwd: root });
});
