import { registerHooks } from 'node:module';

// Preloaded into a program: tells on standard error each package that it imports.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(resolved.url) ?? [];
    if (name) process.stderr.write(`${name}\n`);
    return resolved;
  },
});
