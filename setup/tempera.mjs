#!/usr/bin/env node
import { join } from 'node:path';
import { endAs, runNode } from './launch.mjs';
import { ensurePackages, root } from './packages.mjs';

await endAs(async () => {
  await ensurePackages();
  return await runNode([join(root, 'client', 'main.ts'), ...process.argv.slice(2)]);
});
