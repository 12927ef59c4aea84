import { describe, expect, it } from '@jest/globals';
import { readLending } from '../../providers/lending.ts';

const lends = (environment: NodeJS.ProcessEnv, variable: string, address: string) => {
  try {
    readLending(environment).check(variable, new URL(address));
    return true;
  } catch (error) {
    return (error as Error).message;
  }
};
const notLent = (variable: string, origin: string, line: string) =>
  `this worker does not lend ${variable} to ${origin}: where that is right, start it with TEMPERA_KEYS=${line}`;

describe('readLending', () => {
  it.each([
    ['OPENAI_API_KEY', 'https://api.openai.com/v1'],
    ['TEMPERA_OPENAI_HEADERS', 'https://api.openai.com/v1'],
    ['TEMPERA_SANDBOX_KEY', 'http://127.0.0.1:8765/v1'],
  ])('lends %s to its own origin', (variable, address) => {
    expect(lends({}, variable, address)).toBe(true);
    expect(lends({ TEMPERA_KEYS: 'MY_KEY=https://host' }, variable, address)).toBe(true);
  });

  it.each([
    ['OPENAI_API_KEY', 'https://elsewhere.example/v1', 'https://elsewhere.example'],
    ['OPENAI_API_KEY', 'http://api.openai.com/v1', 'http://api.openai.com'],
    ['OPENAI_API_KEY', 'https://api.openai.com:8443/v1', 'https://api.openai.com:8443'],
    ['OPENAI_API_KEY', 'http://127.0.0.1:8765/v1', 'http://127.0.0.1:8765'],
    ['TEMPERA_SANDBOX_KEY', 'http://127.0.0.1:9999/v1', 'http://127.0.0.1:9999'],
    ['AWS_SECRET_ACCESS_KEY', 'https://api.openai.com/v1', 'https://api.openai.com'],
    ['TEMPERA_MINE_HEADERS', 'https://api.openai.com/v1', 'https://api.openai.com'],
  ])('does not lend %s to %s, and says the line that would', (variable, address, origin) => {
    expect(lends({}, variable, address)).toBe(notLent(variable, origin, `${variable}=${origin}`));
  });

  it('lends what the worker lists, to several origins, over plain http where that is named', () => {
    const environment = { TEMPERA_KEYS: 'MY_KEY=https://host, MY_KEY=http://gpu:8000/v1,OTHER=HTTPS://HOST' };
    expect(lends(environment, 'MY_KEY', 'https://host/v1')).toBe(true);
    expect(lends(environment, 'MY_KEY', 'http://gpu:8000/v1')).toBe(true);
    expect(lends(environment, 'OTHER', 'https://host:443/')).toBe(true);
    expect(lends(environment, 'MY_KEY', 'http://host/v1')).toBe(
      notLent('MY_KEY', 'http://host', `${environment.TEMPERA_KEYS},MY_KEY=http://host`),
    );
  });

  it.each(['http://127.0.0.1:9999/v1', 'http://localhost:9999', 'http://[::1]:9999/v1'])(
    'takes another address of a known provider for its own where it is on this machine: %s',
    (address) => {
      expect(lends({ TEMPERA_OPENAI_URL: address }, 'OPENAI_API_KEY', address)).toBe(true);
      expect(lends({ TEMPERA_MINE_URL: address }, 'MY_KEY', address)).not.toBe(true);
      expect(lends({ TEMPERA_OPENAI_URL: address }, 'TEMPERA_SANDBOX_KEY', address)).not.toBe(true);
    },
  );

  it.each(['https://gateway.example/v1', 'http://127.0.0.1.example/v1', 'http://10.0.0.1/v1'])(
    'wants another address of a known provider to be listed where it is elsewhere: %s',
    (address) => {
      expect(lends({ TEMPERA_OPENAI_URL: address }, 'OPENAI_API_KEY', address)).not.toBe(true);
    },
  );

  it.each(['MY_KEY', 'MY_KEY=host', '=https://host', 'MY_KEY=ftp://host', 'MY_KEY=https://'])(
    'says that a list is none: %s',
    (list) => {
      expect(lends({ TEMPERA_KEYS: list }, 'MY_KEY', 'https://host')).toBe(
        'TEMPERA_KEYS is no list of VARIABLE=ORIGIN, such as MY_KEY=https://host',
      );
    },
  );
});
