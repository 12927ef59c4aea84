import { describe, expect, it } from '@jest/globals';
import { startingText } from '../../../client/commands/up.ts';

describe('startingText', () => {
  it('says which Temporal server is waited for where none is started', () => {
    expect(startingText(undefined)).toBe('Starting …');
    expect(startingText('127.0.0.1:7000')).toBe(
      'Starting a worker and a sandbox; the Temporal server is the one at 127.0.0.1:7000 (TEMPORAL_ADDRESS, or a profile) …',
    );
  });
});
