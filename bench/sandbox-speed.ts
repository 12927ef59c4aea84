import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsPerSecond } from './sandbox/load.ts';

/** Whether the sandbox could be a bottleneck: its echo model against a bare server that only reads the same bodies. */

// Medians of alternating rounds, since other work on the machine comes and goes.
const ROUNDS = 7;
const BARE = `require('node:http').createServer((call, answer) => {
  const chunks = [];
  call.on('data', (chunk) => chunks.push(chunk));
  call.on('end', () => { Buffer.concat(chunks); answer.end('{}'); });
}).listen(0, '127.0.0.1', function () { console.log(JSON.stringify({ listening: 'http://127.0.0.1:' + this.address().port })); });`;

const stateDir = mkdtempSync(join(tmpdir(), 'tempera-sandbox-speed-'));
const sandbox = await startServer(['packages/sandbox/main.ts', '--port', '0', '--state', stateDir]);
const bare = await startServer(['-e', BARE]);

for (const [name, bytes, calls] of [
  ['2 kB', 2_000, 4_000],
  ['500 kB', 500_000, 500],
] as const) {
  const load = { body: bodyOf(bytes), concurrency: 32 };
  const rate = async (url: string, count: number) => await callsPerSecond({ ...load, url, calls: count });
  await rate(`${sandbox.url}/chat/completions`, 300);
  await rate(bare.url, 300);
  const rounds: { echo: number; reading: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ echo: await rate(`${sandbox.url}/chat/completions`, calls), reading: await rate(bare.url, calls) });
  }
  const [echo, reading] = [median(rounds.map((round) => round.echo)), median(rounds.map((round) => round.reading))];
  const ratio = median(rounds.map((round) => round.echo / round.reading));
  console.log(
    `${name}: sandbox ${echo.toFixed(0)} calls/s, bare server ${reading.toFixed(0)}, ratio ${ratio.toFixed(2)}`,
  );
}
const before = megabytesOf(sandbox.process);
await callsPerSecond({ url: `${sandbox.url}/chat/completions`, body: bodyOf(2_000), calls: 50_000, concurrency: 32 });
console.log(`memory: ${before} MB before 50,000 calls of 2 kB, ${megabytesOf(sandbox.process)} MB after`);
sandbox.process.kill();
bare.process.kill();
await once(sandbox.process, 'exit');
rmSync(stateDir, { recursive: true });

async function startServer(args: string[]): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { process: child, url: JSON.parse(String(line)).listening };
}

/** A chat request; a large one holds seven images, as a training line does. */
function bodyOf(bytes: number): Buffer {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg';
  const url = `data:image/png;base64,${pixel}${'A'.repeat(Math.max(0, Math.round(bytes / 7)))}`;
  const images = bytes > 50_000 ? new Array(7).fill({ type: 'image_url', image_url: { url } }) : [];
  const text = { type: 'text', text: 'x'.repeat(bytes > 50_000 ? 100 : bytes) };
  return Buffer.from(JSON.stringify({ model: 'echo-0', messages: [{ role: 'user', content: [text, ...images] }] }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Resident memory of a process, where the system tells. */
function megabytesOf({ pid }: ChildProcess): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
