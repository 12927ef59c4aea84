import { describe, expect, it } from '@jest/globals';
import { createDataReading } from '../../../client/progress/data-reading.ts';
import { recordingTerminal } from '../terminals.ts';

/** What is told of 100 MB that are read in steps of a tenth, one each so many milliseconds. */
function notesOf(step: number): string[] {
  const terminal = recordingTerminal();
  let now = 0;
  const reading = createDataReading(terminal, () => now);
  for (let done = 10e6; done <= 100e6; done += 10e6) {
    now += step;
    reading.show({ done, total: 100e6 });
  }
  reading.end();
  return terminal.notes.split('\n').slice(0, -1);
}

describe('createDataReading', () => {
  it('says nothing of data that is read at once', () => {
    expect(notesOf(50)).toEqual([]);
  });

  it('writes a line each 10 s where there is no terminal, with the time that is left', () => {
    const notes = notesOf(3000);
    expect(notes).toHaveLength(3);
    expect(notes[0]).toBe('Reading the data, to pin it: 10/100 (MB)');
    expect(notes[1]).toContain('50/100, 3.3/s, 15 s left');
  });

  it('counts no megabytes of data that has none, however slow the machine is', () => {
    const terminal = recordingTerminal();
    let now = 0;
    const reading = createDataReading(terminal, () => now);
    now = 20_000;
    reading.show({ done: 4000, total: 8000 });
    expect(terminal.notes).toBe('');
  });

  it('says that data is downloaded, and why nothing comes', () => {
    const terminal = recordingTerminal();
    let now = 0;
    const reading = createDataReading(terminal, () => now);
    now = 2000;
    reading.show({
      done: 0,
      total: 0,
      doing: 'downloading',
      waiting: { until: 0, reason: 'the hub\u001b[2J is down' },
    });
    now = 20_000;
    reading.show({ done: 50e6, total: 100e6, doing: 'downloading' });
    expect(terminal.notes).toMatch(
      /^Downloading the data, waiting: the hub\S* is down\nDownloading the data: 50\/100.* \(MB\)\n$/,
    );
    expect(terminal.notes).not.toContain('\u001b');
  });
});
