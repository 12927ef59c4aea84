import { describe, expect, it } from '@jest/globals';
import { killPoints } from './kill.ts';
import { readOptions, usage } from './options.ts';

describe('readOptions', () => {
  it('reads how many kills from which seed', () => {
    const expected = { kills: 60, seed: 7, json: true, s3: false };
    expect(readOptions(['--kills', '60', '--seed', '7', '--json'])).toMatchObject(expected);
    expect(readOptions(['--s3'])).toMatchObject({ kills: 20, s3: true });
  });

  it('asks for help', () => {
    expect(readOptions(['--help'])).toBe('help');
  });

  it.each([[['--kills', 'many']], [['--kills', '0']], [['--kills', '1.5']], [['--kill', '3']]])(
    'refuses %j with what it got',
    (args) => {
      expect(readOptions(args)).toContain(args[0]);
    },
  );
});

describe('usage', () => {
  it('shows an example and all moments, in 80 columns', () => {
    expect(usage()).toContain('npm run chaos -- --kills 60 --seed 1');
    for (const point of Object.keys(killPoints)) expect(usage()).toContain(point);
    for (const line of usage().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
