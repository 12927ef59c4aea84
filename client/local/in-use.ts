import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ClientError } from '../program/client-error.ts';

/** Refuses a folder that others work in, who may have survived the client that started them. */
export function requireUnused(directory: string): void {
  if (!isServed(path.join(directory, 'sandbox', 'sandbox.sqlite'))) return;
  throw new ClientError(
    'cannotStart',
    `A sandbox works in ${directory} already: "tempera up", a demo, or a run with --local. End it first, or use the one of ` +
      '"tempera up": leave out --local.',
  );
}

/** A sandbox keeps its state to itself for as long as it runs. */
function isServed(state: string): boolean {
  if (!existsSync(state)) return false;
  const database = new DatabaseSync(state, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE; ROLLBACK;');
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}
