import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isCollection, parse, parseDocument, visit } from 'yaml';
import { loadSpec } from '../../client/program/spec-file.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const specs = (await Array.fromAsync(glob('*/*.yaml', { cwd: examples }))).sort();

describe('the example specs', () => {
  it('are those that the documentation names', () => {
    expect(specs).toEqual([
      'agreement/agreement.yaml',
      'covers/covers.yaml',
      'demo/demo.yaml',
      'gate/gate.yaml',
      'migration/capture.yaml',
      'migration/compare.yaml',
      'own-data/own-data.yaml',
      'reference/ocr-vqa.yaml',
      'schedule/nightly.yaml',
      'tickets/tickets.yaml',
    ]);
  });

  it.each(specs)('%s is sound', async (spec) => {
    await expect(loadSpec(examples + spec)).resolves.toHaveProperty('candidates');
  });

  it.each(specs)('%s is sound to an editor, by the schema that it names', async (spec) => {
    const text = await readFile(examples + spec, 'utf8');
    const schema = new URL(/\$schema=(\S+)/.exec(text)?.[1] ?? '', new URL(spec, `file://${examples}`));
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      JSON.parse(await readFile(schema, 'utf8')),
    );
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  // YAML 1.1, as PyYAML reads it, ends a plain text between brackets at a question mark.
  it.each(specs)('%s can be read by other readers of YAML', async (spec) => {
    const bare: unknown[] = [];
    visit(parseDocument(await readFile(examples + spec, 'utf8')), {
      Scalar(_, { type, value }, path) {
        const isInBrackets = path.some((node) => isCollection(node) && node.flow);
        if (type === 'PLAIN' && isInBrackets && String(value).includes('?')) bare.push(value);
      },
    });
    expect(bare).toEqual([]);
  });

  it('need about thirty lines for a whole run over the covers', async () => {
    const lines = (await readFile(`${examples}covers/covers.yaml`, 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(36);
  });
});
