import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findBundle } from '../../worker/bundle.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { quietRuntime } from '../fakes/quiet-runtime.ts';

// Suites run side by side, each in the namespace of its Jest worker.
const namespaces = ['1', '2', '3', '4'].flatMap((id) => ['--namespace', `suite-${id}`]);
// No test outlives this server, so that waiting for the disk, a third of its work, proves nothing.
const unsynced = ['synchronous=OFF', 'journal_mode=MEMORY'].flatMap((pragma) => ['--sqlite-pragma', pragma]);

/** Starts the one Temporal server of all integration tests, makes the one workflow bundle, and renders the covers once. */
export default async function setUp(): Promise<() => Promise<void>> {
  const cli = process.env['TEMPERA_TEMPORAL_CLI'];
  if (!cli) throw new Error('integration tests need a Temporal CLI: run them by `npm test`, which finds one');
  quietRuntime();
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-test-'));
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: cli },
      searchAttributes: Object.values(searchAttributes),
      dbFilename: path.join(folder, 'temporal.db'),
      extraArgs: [...namespaces, ...unsynced],
    },
  });
  process.env['TEMPERA_TEST_SERVER'] = environment.address;
  process.env['TEMPERA_TEST_BUNDLE'] = await findBundle();
  process.env['TEMPERA_TEST_COVERS'] = await renderCovers(path.join(folder, 'covers'));
  return async () => {
    await environment.teardown();
    await rm(folder, { recursive: true });
  };
}

async function renderCovers(directory: string): Promise<string> {
  await promisify(execFile)(process.execPath, ['packages/demo/render.ts', '--out', directory]);
  return directory;
}
