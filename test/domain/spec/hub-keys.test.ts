import { describe, expect, it } from '@jest/globals';
import { Source } from '../../../domain/spec/source-spec.ts';

const problemsOf = (source: object) =>
  Source.safeParse(source).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const hub = { kind: 'hub', name: 'some/covers', test: 'test' };

describe('a source on a hub', () => {
  it('is named by owner and name, and may have its own keys', () => {
    expect(
      Source.parse({
        ...hub,
        config: 'big',
        revision: 'refs/convert/parquet',
        hubUrl: 'https://hub.example/',
        xet: false,
      }),
    ).toEqual({
      ...hub,
      config: 'big',
      revision: 'refs/convert/parquet',
      hubUrl: 'https://hub.example/',
      xet: 'off',
    });
    expect(problemsOf({ ...hub, delimiter: ';', encoding: 'windows-1252' })).toEqual([]);
  });

  it.each([
    [{ kind: 'hub', test: 'test' }, 'name: expected the data set on the hub, as owner/name'],
    [{ ...hub, name: 'covers' }, 'name: expected owner/name, as the hub shows it'],
    [{ ...hub, name: '../covers' }, 'name: expected owner/name, as the hub shows it'],
    [{ ...hub, name: 'some/covers/../x' }, 'name: expected owner/name, as the hub shows it'],
    [{ ...hub, revision: 'a b' }, 'revision: expected a branch, a tag or a commit'],
    [{ ...hub, revision: '..' }, 'revision: expected a branch, a tag or a commit'],
    [{ ...hub, revision: '\ud800' }, 'revision: expected a branch, a tag or a commit'],
    [
      { ...hub, hubUrl: 'hub' },
      'hubUrl: expected an address such as https://hub.example, without user, query and fragment',
    ],
    [
      { ...hub, hubUrl: 'https://me:pass@hub.example' },
      'hubUrl: expected an address such as https://hub.example, without user, query and fragment',
    ],
    [
      { ...hub, hubUrl: 'file:///etc' },
      'hubUrl: expected an address such as https://hub.example, without user, query and fragment',
    ],
    [{ kind: 'csv', test: 'a.csv', name: 'some/covers' }, 'name: is for hub, not for csv'],
    [{ test: 'a.parquet', revision: 'main' }, 'revision: is for hub, not for parquet'],
  ])('is refused: %j', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });
});
