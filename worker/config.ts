import path from 'node:path';
import { z } from 'zod';
import { absoluteLocation } from '../storage/open-store.ts';

const Environment = z.object({
  /** Where the artifact store is, which all workers of a task queue share. */
  TEMPERA_STORE: z.string().min(1).default('.tempera/store'),
  /** Folder that data sets lie in. */
  TEMPERA_DATA: z.string().min(1).default('.'),
  /** Where Prometheus asks for metrics; nowhere by default. */
  TEMPERA_METRICS: z
    .string()
    .regex(/^([\w.:[\]-]+:\d+)?$/, 'expected an address to listen on, such as 0.0.0.0:9464')
    .optional(),
  TEMPERA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface WorkerConfig {
  store: string;
  dataDirectory: string;
  logLevel: string;
  metrics?: string;
}

/** Reads the environment once, at start-up. Throws with the name of the variable that cannot be used. */
export function readConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('\n'));
  const { TEMPERA_STORE, TEMPERA_DATA, TEMPERA_LOG_LEVEL, TEMPERA_METRICS } = parsed.data;
  return {
    store: absoluteLocation(TEMPERA_STORE),
    dataDirectory: path.resolve(TEMPERA_DATA),
    logLevel: TEMPERA_LOG_LEVEL,
    ...(TEMPERA_METRICS && { metrics: TEMPERA_METRICS }),
  };
}
