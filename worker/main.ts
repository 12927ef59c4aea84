import { flushCompileCache } from 'node:module';
import { hostname } from 'node:os';
import { Runtime, Worker } from '@temporalio/worker';
import { inThread } from '../activities/heavy/in-thread.ts';
import { createActivities } from '../activities/index.ts';
import { createUpkeep } from '../activities/upkeep.ts';
import { createWebhooks } from '../activities/webhook.ts';
import { identityText } from '../domain/health/worker-identity.ts';
import { createProviderRegistry } from '../providers/registry.ts';
import { findBuild } from '../setup/build.mjs';
import { taskQueue } from '../workflows/contract.ts';
import { findBundle } from './bundle.ts';
import { readConfig } from './config.ts';
import { type Connected, connect } from './connect.ts';
import { findDeployment } from './deployment.ts';
import { countBlocked, createCallMetrics } from './metrics.ts';
import { orEnd } from './or-end.ts';
import { findDataConverter } from './own-converter.ts';
import { openOwnStore } from './own-store.ts';
import { installRuntime } from './runtime.ts';

const config = orEnd(2, () => readConfig(process.env));
const logger = orEnd(3, () => installRuntime(config.logLevel, config.metrics));
const meter = Runtime.instance().metricMeter;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

const store = await openOwnStore(config.store, logger);
const dataConverter = await findDataConverter(store, logger);
const codePath = await findBundle(dataConverter.failureConverterPath);
const connected = await connect(logger, stop.signal);
if (connected) await work(connected);

async function work({ connection, namespace }: Connected): Promise<void> {
  const place = {
    store,
    providers: createProviderRegistry(process.env, { hear: createCallMetrics(meter) }),
    webhooks: createWebhooks(process.env),
    dataDirectory: config.dataDirectory,
    heavy: inThread(config.store),
  };
  const deployment = await findDeployment(process.env);
  try {
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      identity: await identity(),
      ...(deployment && { workerDeploymentOptions: deployment }),
      dataConverter,
      interceptors: { activity: [countBlocked(meter)] },
      workflowBundle: { codePath },
      activities: { ...createActivities(place), ...createUpkeep(place) },
      // A cancellation comes back with a heartbeat, and must not wait for most of the heartbeat timeout.
      maxHeartbeatThrottleInterval: '3 seconds',
      // On a signal every shard stops asking at once, and has longer than any call's timeout to record what is in flight.
      shutdownGraceTime: 0,
      shutdownForceTime: '65 minutes',
    });
    const running = worker.run();
    stop.signal.addEventListener('abort', () => worker.shutdown());
    if (stop.signal.aborted) worker.shutdown();
    process.stdout.write(`${JSON.stringify({ ready: true, taskQueue })}\n`);
    // A worker that is killed never comes to writing what it has compiled.
    flushCompileCache();
    await running;
  } finally {
    await connection.close();
  }
}

/** By which whoever looks at the task queue sees a worker of another version or store. */
async function identity(): Promise<string> {
  const who = `${process.pid}@${hostname()}`;
  const id = await store.id().catch(() => undefined);
  return identityText({ who, build: await findBuild(), ...(id !== undefined && { store: id }) });
}
