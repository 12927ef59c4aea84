import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';

const nothing = () => undefined;
// Webpack's report of the whole bundle is no news; what fails is thrown.
const logger: Logger = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const [file = '', failureConverterPath] = process.argv.slice(2);
const { code } = await bundleWorkflowCode({
  workflowsPath,
  logger,
  ...(failureConverterPath !== undefined && { failureConverterPath }),
});
await writeFile(file, code);
