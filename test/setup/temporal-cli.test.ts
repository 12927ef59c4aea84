import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findTemporalCli } from '../../setup/temporal-cli.mjs';

const nowhere = 'http://127.0.0.1:1';

describe('findTemporalCli', () => {
  let folder: string;
  let path: string;
  let env: NodeJS.ProcessEnv;
  let cached: string;
  let restoreStderr: () => void;
  let said: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tempera-cli-'));
    path = join(folder, 'bin');
    mkdirSync(path);
    env = { PATH: path, XDG_CACHE_HOME: join(folder, 'cache') };
    cached = join(folder, 'cache', 'tempera', 'temporal-v1.5.1', 'temporal');
    listen();
  });

  afterEach(() => {
    restoreStderr();
    rmSync(folder, { recursive: true });
  });

  it('takes the one that TEMPERA_TEMPORAL_CLI names', async () => {
    const named = program('named', 'echo temporal version 1.5.1');
    await expect(findTemporalCli({ env: { ...env, TEMPERA_TEMPORAL_CLI: named } })).resolves.toBe(named);
  });

  it('refuses a TEMPERA_TEMPORAL_CLI that is no Temporal CLI, instead of taking another', async () => {
    program('temporal', 'echo temporal version 1.5.1');
    const named = program('named', 'echo something else');
    const found = findTemporalCli({ env: { ...env, TEMPERA_TEMPORAL_CLI: named } });
    await expect(found).rejects.toThrow(`TEMPERA_TEMPORAL_CLI is ${named}`);
  });

  it('takes the one on the PATH', async () => {
    program('temporal', 'echo temporal version 1.5.1');
    await expect(findTemporalCli({ env })).resolves.toBe('temporal');
  });

  it('downloads it into the cache folder, once', async () => {
    toolsOf('tar', 'gzip');
    const site = await serveArchive(folder);
    try {
      await expect(findTemporalCli({ env, downloads: site.address })).resolves.toBe(cached);
    } finally {
      site.server.close();
    }
    await expect(findTemporalCli({ env, downloads: nowhere })).resolves.toBe(cached);
    expect(said).toContain('Downloading the Temporal CLI v1.5.1, once.');
  });

  it('builds it with Go when there is no download, one build for all who ask', async () => {
    const built = join(folder, 'builds');
    program(
      'go',
      `[ "$1" = version ] || { echo "$2" >> ${built}; echo 'echo temporal version 1.5.1' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"; }`,
    );
    toolsOf('chmod');
    const search = { env, downloads: nowhere };
    await expect(Promise.all([findTemporalCli(search), findTemporalCli(search)])).resolves.toEqual([cached, cached]);
    expect(readFileSync(built, 'utf8')).toBe('github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
    expect(said).toContain('Waiting for another process that gets the Temporal CLI.');
  });

  it('says all that was tried and what to do when there is none to be had, and leaves nothing behind', async () => {
    program('go', '[ "$1" = version ] || { echo no route to the module proxy; exit 1; }');
    const found = findTemporalCli({ env, downloads: nowhere });
    await expect(found).rejects.toThrow(/no "temporal" on the PATH.*download from.*no route.*Do one of these/s);
    expect(existsSync(cached)).toBe(false);
  });

  it('names a cache folder that cannot be made', async () => {
    const file = program('file', '');
    const found = findTemporalCli({ env: { ...env, XDG_CACHE_HOME: file }, downloads: nowhere });
    await expect(found).rejects.toThrow(
      `The folder ${file}/tempera/temporal-v1.5.1, for the Temporal CLI, cannot be made`,
    );
  });

  function program(name: string, script: string): string {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
    return join(path, name);
  }

  function toolsOf(...names: readonly string[]): void {
    for (const name of names) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(path, name));
  }

  function listen(): void {
    const write = process.stderr.write;
    said = '';
    process.stderr.write = ((text: string) => {
      said += text;
      return true;
    }) as typeof write;
    restoreStderr = () => {
      process.stderr.write = write;
    };
  }
});

/** A stand-in for the download site: it answers as that does, first with where the archive is, then with the archive. */
async function serveArchive(folder: string): Promise<{ server: Server; address: string }> {
  writeFileSync(join(folder, 'temporal'), '#!/bin/sh\necho temporal version 1.5.1\n', { mode: 0o755 });
  execFileSync('tar', ['-czf', 'archive.tar.gz', 'temporal'], { cwd: folder });
  const server = createServer((request, response) => {
    const isQuestion = request.url?.startsWith('/cli/v1.5.1?platform=');
    const reply = { archiveUrl: `http://${request.headers.host}/archive.tar.gz`, fileToExtract: 'temporal' };
    response.end(isQuestion ? JSON.stringify(reply) : readFileSync(join(folder, 'archive.tar.gz')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, address: `http://127.0.0.1:${port}` };
}
