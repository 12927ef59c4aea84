import { isMainThread, workerData } from 'node:worker_threads';
import { controlIn } from '../control.ts';
import { activities } from '../kill.ts';
import type { Reach } from './activity-at-work.ts';
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

// The worker measures and reports in threads, which are told the activity by name.
const activity = isMainThread ? undefined : activities.find((name) => name === workerData?.name);
if (directory && activity) {
  const trigger = createTrigger(controlIn(directory));
  const reach: Reach = (point, before) => trigger(activity, point, before);
  if (process.env['TEMPERA_STORE']?.startsWith('s3:')) (await import('./worker-objects.ts')).watchObjects(reach);
  else await (await import('./worker-files.ts')).watchFiles(reach);
}
