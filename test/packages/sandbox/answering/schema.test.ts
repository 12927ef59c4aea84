import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Filling, fillSchema, type Schema } from '../../../../packages/sandbox/answering/schema.ts';
import { ApiError } from '../../../../packages/sandbox/api-error.ts';

const filling: Filling = { text: (property) => `12 ${property}`, choose: (labels) => labels.at(-1) };
const object = (properties: Schema): Schema => ({ type: 'object', properties, required: Object.keys(properties) });

describe('fillSchema', () => {
  it.each<[string, Schema]>([
    ['strings and choices', object({ title: { type: 'string' }, kind: { enum: ['a', 'b'] } })],
    ['numbers in range', object({ year: { type: 'integer', minimum: 1900 }, share: { type: 'number', maximum: 1 } })],
    ['lists', object({ tags: { type: 'array', items: { type: 'string' }, minItems: 3 } })],
    [
      'what may be null',
      object({ a: { anyOf: [{ type: 'null' }, { type: 'string' }] }, b: { type: ['boolean', 'null'] } }),
    ],
    ['references', { ...object({ a: { $ref: '#/$defs/a' } }), $defs: { a: object({ b: { const: 7 } }) } }],
    ['a list of itself', object({ name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } })],
    ['an end by null', object({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } })],
  ])('gives a value that obeys the schema: %s', (_, schema) => {
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect([validate(fillSchema(schema, filling)), validate.errors]).toEqual([true, null]);
  });

  it.each<[string, Schema]>([
    ['holds itself without end', object({ self: { $ref: '#' } })],
    ['refers to itself', { anyOf: [{ $ref: '#' }] }],
    [
      'asks for too much',
      [1, 2, 3].reduce<Schema>((items) => ({ type: 'array', minItems: 1000, items }), { type: 'null' }),
    ],
    ['asks for far too much', { type: 'array', minItems: 1e12 }],
  ])('refuses a schema that %s', (_, schema) => {
    expect(() => fillSchema(schema, filling)).toThrow(ApiError);
  });
});
