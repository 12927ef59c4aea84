/** Asks by promptfoo: a file with a list of messages a line, a model, and how many calls may be in flight. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const [file, model, inFlight] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
const config = {
  prompts: [{ label: 'chat', raw: '{{messages}}' }],
  providers: [{ id: `openai:chat:${model}`, config: { temperature: 0, max_completion_tokens: 300 } }],
  tests: lines.map((messages) => ({ vars: { messages } })),
};
writeFileSync('config.json', JSON.stringify(config));
const command = join(import.meta.dirname, 'node_modules', 'promptfoo', 'dist', 'src', 'entrypoint.js');
const flags = ['--no-cache', '--no-progress-bar', '--no-table', '-j', inFlight, '-o', 'results.json'];
const env = {
  ...process.env,
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_CONFIG_DIR: process.cwd(),
};
await promisify(execFile)(process.execPath, [command, 'eval', '-c', 'config.json', ...flags], {
  env,
  maxBuffer: 2 ** 30,
});
