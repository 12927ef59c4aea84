import { describe, expect, it } from '@jest/globals';
import { parseSetting, settingsFor } from '../../../client/starting/settings.ts';
import { defaultSettings } from '../../../domain/run/plan.ts';
import { specWith } from '../specs.ts';

describe('settingsFor', () => {
  it('looks at a job on this machine each second', () => {
    expect(settingsFor(specWith({ provider: 'sandbox' })).jobPollInterval).toBe(1000);
  });

  it('keeps the default for a provider elsewhere', () => {
    expect(settingsFor(specWith({ provider: 'openai' }))).toEqual(defaultSettings);
  });

  it('lets the user have the last word', () => {
    expect(settingsFor(specWith({}), { jobPollInterval: 7 }).jobPollInterval).toBe(7);
  });
});

describe('parseSetting', () => {
  it('adds a setting to those before', () => {
    expect(parseSetting('shardRows=20', { pageRows: 100 })).toEqual({ pageRows: 100, shardRows: 20 });
  });

  it('refuses a name that is no setting, and says which there are', () => {
    expect(() => parseSetting('shards=20')).toThrow(/no setting "shards".*shardRows/);
  });

  it.each(['shardRows', 'shardRows=0', 'shardRows=-1', 'shardRows=ten', 'shardRows=1.5'])('refuses %s', (text) => {
    expect(() => parseSetting(text)).toThrow(/whole number/);
  });
});
