import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../client/program/config.ts';

describe('loadConfig', () => {
  it('has defaults below the working directory', () => {
    expect(loadConfig({})).toEqual({
      store: path.resolve('.tempera/store'),
      data: path.resolve('.'),
      logLevel: 'info',
    });
  });

  it('takes an empty variable for none', () => {
    expect(loadConfig({ TEMPERA_STORE: '' }).store).toBe(path.resolve('.tempera/store'));
  });

  it('makes paths absolute', () => {
    expect(loadConfig({ TEMPERA_DATA: 'here' }).data).toBe(path.resolve('here'));
  });

  it('names a variable that cannot be used', () => {
    expect(() => loadConfig({ TEMPERA_LOG_LEVEL: 'loud' })).toThrow(/TEMPERA_LOG_LEVEL is "loud"/);
  });
});
