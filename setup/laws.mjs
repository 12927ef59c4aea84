import { join } from 'node:path';
import { endAs, runNode } from './launch.mjs';
import { ensurePackages, root } from './packages.mjs';
import { findTemporalCli } from './temporal-cli.mjs';

await endAs(async () => {
  await ensurePackages();
  const env = { ...process.env, TEMPERA_TEMPORAL_CLI: await findTemporalCli() };
  return await runNode([join(root, 'test', 'laws', 'main.ts'), ...process.argv.slice(2)], { cwd: root, env });
});
