import { describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { areSearched } from '../../../client/temporal/search-attributes.ts';

const keyword = 2;
const names = ['TemperaStage', 'TemperaDataSet', 'TemperaBaseModel', 'TemperaVerdict', 'TemperaSchedule'];
const all = Object.fromEntries(names.map((name) => [name, keyword]));

function clientOf(listSearchAttributes: () => Promise<object>): Client {
  return { options: { namespace: 'n' }, connection: { operatorService: { listSearchAttributes } } } as never;
}
const knowing = (customAttributes: object) =>
  areSearched(
    clientOf(async () => ({ customAttributes })),
    {},
  );

describe('areSearched', () => {
  it('holds where the server knows all as keywords, whatever else it knows', async () => {
    expect(await knowing({ ...all, Other: 3 })).toBe(true);
  });

  it.each(names)('does not hold where %s is missing, or of another type', async (name) => {
    expect(await knowing({ ...all, [name]: undefined })).toBe(false);
    expect(await knowing({ ...all, [name]: 1 })).toBe(false);
    expect(await knowing({ ...all, [name]: 5 })).toBe(false);
  });

  it('does not hold where the server keeps them to itself', async () => {
    expect(
      await areSearched(
        clientOf(() => Promise.reject(new Error('denied'))),
        {},
      ),
    ).toBe(false);
  });
});
