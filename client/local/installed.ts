import { existsSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ClientError } from '../program/client-error.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What stands alone under `packages/`, and what it is called. */
const packages = { sandbox: 'the sandbox', demo: "the demo's covers" };

/** Refuses, with what to do, where a package that the service does without is not installed. */
export function requireInstalled(name: keyof typeof packages, checkout: string = root): void {
  const folder = path.join('packages', name);
  const missing = missingOf(path.join(checkout, folder, 'package.json'));
  if (missing === undefined) return;
  throw new ClientError(
    'cannotStart',
    `This command needs ${packages[name]}, and ${missing || folder} is not installed here. In a checkout of Tempera ` +
      'run "npm ci", then the same command again; in Docker use the services of docker-compose.yml.',
  );
}

/** The first package that is missing; an empty string when there is not even the list of them. */
function missingOf(manifest: string): string | undefined {
  if (!existsSync(manifest)) return '';
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(readFileSync(manifest, 'utf8'));
  return Object.keys(dependencies).find((dependency) => !isInstalled(dependency, manifest));
}

function isInstalled(dependency: string, manifest: string): boolean {
  try {
    return findPackageJSON(dependency, pathToFileURL(manifest)) !== undefined;
  } catch {
    return false;
  }
}
