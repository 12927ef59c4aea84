import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RunSpec, RunSpecSchema } from '../../../domain/spec/run-spec.ts';
import { readSpecText } from '../../../domain/spec/spec-text.ts';
import { fingerprintOf } from '../../../runs/pin.ts';

/** A client knows data by the spec that it has read, a worker by the one that it finds stored. */
function expectSameOnceStored(spec: unknown): void {
  const read = RunSpecSchema.parse(spec) as RunSpec;
  const again = RunSpecSchema.parse(JSON.parse(JSON.stringify(read))) as RunSpec;
  expect(fingerprintOf(again, [])).toBe(fingerprintOf(read, []));
}

const examples = path.join(import.meta.dirname, '../../../examples');
const specs = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

it.each(specs)('knows the data of examples/%s by the same fingerprint once the spec is stored', (name) => {
  expectSameOnceStored(readSpecText(readFileSync(path.join(examples, name), 'utf8'), name).spec);
});

it('knows data by the same fingerprint whichever columns are named, in any order', () => {
  const keys = ['answer', 'id', 'group', 'cluster', 'image'] as const;
  fc.assert(
    fc.property(fc.shuffledSubarray([...keys]), fc.boolean(), (named, isFirst) => {
      const others = named.map((key) => [key, key] as const);
      const columns = isFirst ? [['question', 'q'], ...others] : [...others, ['question', 'q']];
      const data = { source: { test: 'own.csv' }, columns: Object.fromEntries(columns) };
      expectSameOnceStored({ name: 'own', data, prompt: { system: 'Answer.' }, candidates: { a: { model: 'm' } } });
    }),
  );
});
