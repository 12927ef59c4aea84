import { createRequire } from 'node:module';

// The reader's image library reports on odd shapes it met, straight to the console and not as errors.
console.error = () => undefined;
createRequire(import.meta.url)('tesseract.js/src/worker-script/node/index.js');
