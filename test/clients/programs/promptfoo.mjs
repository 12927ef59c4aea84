/** promptfoo: one vision prompt by either API, checked by equality and by `llm-rubric`, which must also say no. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'promptfoo-'));
const image = `data:image/jpeg;base64,${readFileSync(process.env['COVER'] ?? '').toString('base64')}`;
const question = 'Who wrote this book?';
const system = { role: 'system', content: 'Give the conclusion only.' };
const chat = [
  { type: 'text', text: '{{question}}' },
  { type: 'image_url', image_url: { url: '{{image}}' } },
];
const responses = [
  { type: 'input_text', text: '{{question}}' },
  { type: 'input_image', image_url: '{{image}}' },
];
const prompt = (label, content) => ({ label, raw: JSON.stringify([system, { role: 'user', content }]) });
const rubric = (name) => ({ type: 'llm-rubric', value: `says "${name}"` });
const config = {
  prompts: [prompt('chat', chat), prompt('responses', responses)],
  providers: [
    { id: 'openai:chat:gpt-4o', prompts: ['chat'] },
    { id: 'openai:responses:gpt-4o', prompts: ['responses'] },
  ],
  defaultTest: { options: { provider: 'openai:chat:gpt-4o' } },
  tests: [
    { vars: { question, image }, assert: [{ type: 'equals', value: 'Emma Stone' }, rubric('Emma Stone')] },
    { vars: { question, image }, assert: [rubric('Jack London')] },
  ],
};
const [input, output] = [join(folder, 'config.json'), join(folder, 'results.json')];
try {
  writeFileSync(input, JSON.stringify(config));
  const command = join(import.meta.dirname, 'node_modules', 'promptfoo', 'dist', 'src', 'entrypoint.js');
  const flags = ['--no-cache', '--no-progress-bar', '--no-table', '-j', '1', '-o', output];
  try {
    execFileSync(process.execPath, [command, 'eval', '-c', input, ...flags], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    // It ends with 100 where an assertion fails, as one here is meant to.
    if (error.status !== 100) throw error;
  }
  const { results } = JSON.parse(readFileSync(output, 'utf8')).results;
  const told = results.map(({ promptIdx, testIdx, response, error, gradingResult }) => {
    const verdicts = gradingResult?.componentResults?.map(({ pass }) => pass);
    return [
      `${['chat', 'response'][promptIdx]}${testIdx === 0 ? '' : '_wrong'}`,
      [response?.output ?? error, ...(verdicts ?? [])],
    ];
  });
  console.log(JSON.stringify(Object.fromEntries(told)));
} finally {
  rmSync(folder, { recursive: true });
}
