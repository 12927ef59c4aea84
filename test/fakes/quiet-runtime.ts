import { DefaultLogger, Runtime } from '@temporalio/worker';

let isInstalled = false;

/** Keeps Temporal's runtime from reporting what goes well; it can be installed once only. */
export function quietRuntime(): void {
  if (isInstalled) return;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  });
  isInstalled = true;
}
