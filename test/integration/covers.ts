import { cp } from 'node:fs/promises';

/** Puts the demo's covers into a folder: those that the set-up has rendered once for all suites. */
export function placeCovers(directory: string): Promise<void> {
  return cp(process.env['TEMPERA_TEST_COVERS'] ?? '', directory, { recursive: true });
}
