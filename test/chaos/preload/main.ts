import { isMainThread } from 'node:worker_threads';
import { controlIn } from '../control.ts';
import { createTrigger } from './trigger.ts';

/** Given to worker and sandbox by `--import`: puts kill points around Node's own functions, none of them in the product. */

const directory = process.env['TEMPERA_CHAOS'];
const program = /[\\/](worker|sandbox)[\\/]main\.ts$/.exec(process.argv[1] ?? '')?.[1];

if (directory && isMainThread && (program === 'worker' || program === 'sandbox')) {
  const control = controlIn(directory);
  const trigger = createTrigger(control);
  if (program === 'worker') await (await import('./worker.ts')).watchWorker(trigger, control);
  else (await import('./sandbox.ts')).watchSandbox(trigger);
  control.announce(program, process.pid);
}
