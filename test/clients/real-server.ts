import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonIn, type Wanted } from './install.ts';

const run = promisify(execFile);

/** Where a server is to run, and what it may lean on. */
export interface Site {
  /** Where its packages are installed. */
  packages: string;
  /** A folder for its files. */
  home: string;
  port: number;
  /** The sandbox, for a server that only hands on. */
  upstream: { url: string; key: string };
}

/** A server of somebody else's that Tempera's candidates, and its judge where it can, are asked at. */
export interface RealServer extends Wanted {
  model: string;
  /** Whether it is shown the cover; else its questions are of words alone. */
  seesImages: boolean;
  /** Whether it rates as well; else the sandbox does. */
  judges: boolean;
  /** The command that starts it. */
  start(site: Site): Promise<{ program: string; args: string[] }>;
  /** A path that answers as soon as it can be asked. */
  ready: string;
  /** What the answers must be; undefined where any will do. */
  expected?: readonly string[];
  known?: string;
}

/** The key that they are all asked with. */
export const SERVER_KEY = 'sk-server';

/** What is asked, and its right answer. */
export const QUESTIONS = [
  { question: 'Who is the author of this book?', answer: 'Emma Stone' },
  { question: 'Who wrote this book?', answer: 'Emma Stone' },
] as const;

export const SERVERS: readonly RealServer[] = [
  {
    name: "LiteLLM's proxy",
    registry: 'pypi',
    packages: ['litellm[proxy]==1.108.7', 'openai==3.57.0'],
    model: 'gpt-4o',
    seesImages: true,
    judges: true,
    async start({ packages, home, port, upstream }) {
      const params = { model: 'openai/gpt-4o', api_base: upstream.url, api_key: upstream.key };
      const config = {
        model_list: [{ model_name: 'gpt-4o', litellm_params: params }],
        general_settings: { master_key: SERVER_KEY },
      };
      await writeFile(join(home, 'config.json'), JSON.stringify(config));
      const flags = ['--config', join(home, 'config.json'), '--host', '127.0.0.1', '--port', String(port)];
      return { program: join(packages, 'venv', 'bin', 'litellm'), args: flags };
    },
    ready: '/health/liveliness',
    expected: ['Emma Stone', 'Emma Stone'],
  },
  {
    name: 'aimock',
    registry: 'npm',
    packages: ['@copilotkit/aimock@1.43.0'],
    model: 'gpt-4o',
    seesImages: true,
    judges: true,
    async start({ packages, home, port }) {
      const rating = JSON.stringify({ reason: 'The words are the same.', label: 'same' });
      const fixtures = [
        { match: { responseFormat: 'json_schema' }, response: { content: rating } },
        // Whatever is asked, the small question by which Tempera finds out how a model can be asked too.
        { match: {}, response: { content: 'Emma Stone' } },
      ];
      await writeFile(join(home, 'fixtures.json'), JSON.stringify({ fixtures }));
      const command = join(packages, 'node_modules', '@copilotkit', 'aimock', 'dist', 'cli.js');
      return { program: process.execPath, args: [command, '-p', String(port), '-f', join(home, 'fixtures.json')] };
    },
    ready: '/v1/models',
    expected: ['Emma Stone', 'Emma Stone'],
  },
  {
    name: "llama-cpp-python's server",
    registry: 'pypi',
    packages: ['llama-cpp-python[server]==0.3.36', 'gguf==0.19.0'],
    minutes: 90,
    model: 'random',
    seesImages: false,
    judges: false,
    async start({ packages, home, port }) {
      const model = join(home, 'random.gguf');
      await run(pythonIn(packages), [join(import.meta.dirname, 'programs', 'random_model.py'), model]);
      const flags = ['--model', model, '--model_alias', 'random', '--chat_format', 'chatml', '--n_ctx', '4096'];
      const address = ['--host', '127.0.0.1', '--port', String(port), '--api_key', SERVER_KEY];
      return { program: pythonIn(packages), args: ['-m', 'llama_cpp.server', ...flags, ...address] };
    },
    ready: '/v1/models',
    known:
      'a prompt that begins as the one before gets a 500 of its own (llama_decode returned 1), with random weights at least',
  },
];
