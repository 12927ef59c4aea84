import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
/** All that a worker is made of. */
const folders = 'activities asking codec domain preparing providers runs sources storage worker workflows'.split(' ');

/**
 * What this checkout runs as: its version, and a hash of the sources and packages of a worker, such as `0.1.0+1a2b3c4d`.
 * @returns {Promise<string>}
 */
export async function findBuild() {
  const hash = createHash('sha256').update(await readFile(new URL('package-lock.json', root)));
  for (const folder of folders) {
    const place = new URL(`${folder}/`, root);
    const names = await readdir(fileURLToPath(place), { recursive: true });
    for (const name of names.map((name) => name.replaceAll('\\', '/')).sort()) {
      if (/\.[jt]s$/.test(name)) hash.update(`${folder}/${name}`).update(await readFile(new URL(name, place)));
    }
  }
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  return `${version}+${hash.digest('hex').slice(0, 8)}`;
}
