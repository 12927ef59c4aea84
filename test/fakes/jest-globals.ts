import { registerHooks } from 'node:module';

// Outside of Jest's own module system `@jest/globals` refuses to be loaded; the light runner sets the same as globals.
const names = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'test'];
const source = names.map((name) => `export const ${name} = globalThis.${name};`).join('\n');
const url = `data:text/javascript,${encodeURIComponent(source)}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url, shortCircuit: true } : next(specifier, context),
});
