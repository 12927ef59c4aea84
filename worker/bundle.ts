import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundler = fileURLToPath(new URL('write-bundle.ts', import.meta.url));

/**
 * The path of the workflow bundle, made anew when the sources have changed. Another process makes it: a worker that
 * bundles by itself idles at 342 MB, one that does not at 217 MB. Workflows whose failures are encrypted have one of their own.
 */
export async function findBundle(failureConverter?: string): Promise<string> {
  const name = `${await sourceHash()}${failureConverter ? '-encrypting' : ''}.js`;
  const file = path.join(root, '.tempera', 'bundles', name);
  if (await exists(file)) return file;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  const more = failureConverter ? [failureConverter] : [];
  await promisify(execFile)(process.execPath, [bundler, draft, ...more]);
  await rename(draft, file);
  return file;
}

/** Of all that goes into the bundle: our sources and the packages' versions. */
async function sourceHash(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(path.join(root, 'package-lock.json')));
  for (const folder of ['workflows', 'domain', 'codec']) {
    const names = await readdir(path.join(root, folder), { recursive: true });
    for (const name of names.filter((name) => name.endsWith('.ts')).sort()) {
      hash.update(name).update(await readFile(path.join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
