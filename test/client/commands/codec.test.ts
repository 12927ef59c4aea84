import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { runProgram } from '../../../client/program/program.ts';
import { recordingTerminal } from '../terminals.ts';

it.each(['temporal.example', 'file:///ui.html', '*'])('refuses %s, which no page can be called by', async (ui) => {
  const terminal = recordingTerminal();
  const env = { TEMPERA_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}` };
  expect(await runProgram(['codec', '--port', '0', '--ui', ui], terminal, env)).toBe(2);
  expect(terminal.notes).toContain(`--ui ${ui} is no address of a page`);
});
