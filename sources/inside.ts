import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from './source.ts';

/** Throws for a name that no data folder could hold. */
export function refuseLeaving(name: string): void {
  if (path.isAbsolute(name) || name.split(/[\\/]/).includes('..')) throw outside(name);
}

/** Throws {@link InputError} unless a file lies in the data folder, or is it. A link may point anywhere, so what counts is where it leads. */
export async function refuseOutside(dataDirectory: string, name: string): Promise<void> {
  const root = await realpath(dataDirectory);
  const file = await realpath(path.join(dataDirectory, name)).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `data file ${JSON.stringify(name)} cannot be found (${error.code}): it is a link that leads nowhere. Mend or remove it.`,
    );
  });
  if (file !== root && !file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) throw outside(name);
}

function outside(name: string): InputError {
  return new InputError(
    `data file ${JSON.stringify(name)} lies outside the data folder. Data is read below TEMPERA_DATA only.`,
  );
}
