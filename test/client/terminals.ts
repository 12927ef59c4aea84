import type { Terminal } from '../../client/program/terminal.ts';

/** A terminal that keeps what is written to it. */
export function recordingTerminal(): Terminal & { results: string; notes: string } {
  const terminal = {
    results: '',
    notes: '',
    out: (text: string) => {
      terminal.results += `${text}\n`;
    },
    note: (text: string) => {
      terminal.notes += `${text}\n`;
    },
  };
  return terminal;
}
