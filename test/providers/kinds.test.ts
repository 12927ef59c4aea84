import { describe, expect, it } from '@jest/globals';
import { providerKinds } from '../../domain/spec/provider-kinds.ts';
import { kinds } from '../../providers/kinds.ts';
import { type Provider, requireTrainer } from '../../providers/port.ts';

describe('kinds', () => {
  it.each(Object.keys(providerKinds) as (keyof typeof kinds)[])('train where their rules say so: %s', (kind) => {
    const { trainer } = kinds[kind]({ address: new URL('https://host/v1'), timeout: 1000 });
    expect(trainer !== undefined).toBe(providerKinds[kind].training !== undefined);
  });
});

describe('requireTrainer', () => {
  it('names a provider that does not train', () => {
    expect(() => requireTrainer({} as Provider, 'mine')).toThrow(
      'provider "mine" trains no models: name another in fineTune.provider',
    );
  });
});
