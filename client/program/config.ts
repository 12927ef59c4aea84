import path from 'node:path';
import { z } from 'zod';
import { absoluteLocation } from '../../storage/open-store.ts';
import { ClientError } from './client-error.ts';

const Folder = (fallback: string) =>
  z
    .string()
    .default('')
    .transform((folder) => path.resolve(folder || fallback));

const ConfigSchema = z
  .object({
    TEMPERA_STORE: z
      .string()
      .default('')
      .transform((location) => absoluteLocation(location || '.tempera/store')),
    TEMPERA_DATA: Folder('.'),
    TEMPERA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .transform(({ TEMPERA_STORE, TEMPERA_DATA, TEMPERA_LOG_LEVEL }) => ({
    store: TEMPERA_STORE,
    data: TEMPERA_DATA,
    logLevel: TEMPERA_LOG_LEVEL,
  }));

/** Where the artifact store is, and the folder of the data that specs name, as an absolute path. */
export type ClientConfig = z.output<typeof ConfigSchema>;

/** Reads the environment; a bad variable ends the command as bad input. The server comes from Temporal's own variables. */
export function loadConfig(env: NodeJS.ProcessEnv): ClientConfig {
  const parsed = ConfigSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `environment variable ${name} is ${JSON.stringify(env[name])}: ${issue.message}`;
  });
  throw new ClientError('badInput', problems.join('\n'));
}
