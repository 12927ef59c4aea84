import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { chatRoutes } from './api/chat.ts';
import { completer } from './api/complete.ts';
import { controlRoutes } from './api/control.ts';
import { faultRoutes } from './api/faults.ts';
import { fileRoutes } from './api/files.ts';
import { jobRoutes } from './api/jobs.ts';
import { modelRoutes } from './api/models.ts';
import { responseRoutes, type StoredResponses } from './api/responses/routes.ts';
import { type StoredCompletions, storedCompletionRoutes } from './api/stored-completions.ts';
import { uploadRoutes } from './api/uploads.ts';
import type { FaultRule } from './faults/fault.ts';
import { Faults } from './faults/faults.ts';
import { type Limits, RateLimits } from './limits.ts';
import { openOcr } from './reading/ocr.ts';
import { Reader } from './reading/reader.ts';
import { createRouter } from './router.ts';
import { createListener } from './serve.ts';
import { CallLog } from './state/call-log.ts';
import { ConversationStore } from './state/conversation-store.ts';
import { openDatabase } from './state/database.ts';
import { FileStore } from './state/file-store.ts';
import { JobStore } from './state/job-store.ts';
import { ModelStore } from './state/model-store.ts';
import { UploadStore } from './state/upload-store.ts';
import { Trainer } from './training/trainer.ts';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** The folder of its state; made when it is not there. */
  stateDir: string;
  host?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** The only key to accept; any non-empty one when absent. */
  key?: string | undefined;
  limits?: Limits;
  /** Misbehaviour from the start. */
  faults?: FaultRule[];
  /** How many images are read at the same time; one a core when absent. */
  readers?: number;
  log?: Logger;
}

/** A listening sandbox. */
export interface Sandbox {
  /** Base URL for clients, such as `http://127.0.0.1:8765/v1`. */
  url: string;
  close(): Promise<void>;
}

/** Listens, opens the state, and goes on with unfinished jobs. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createServer({ keepAliveTimeout: 60_000 });
  // A port that is taken must be found before the state is touched.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  try {
    return serveState(server, host, options);
  } catch (error) {
    server.close();
    throw error;
  }
}

/** All at once, so that no call comes before there is somebody to answer it. */
function serveState(server: Server, host: string, options: SandboxOptions): Sandbox {
  const { stateDir, log = pino({ level: 'silent' }) } = options;
  const database = openDatabase(stateDir);
  const [files, jobs, models] = [new FileStore(database), new JobStore(database), new ModelStore(database.modelsDir)];
  const [calls, limits, ocr] = [new CallLog(database), new RateLimits(options.limits ?? {}), openOcr(options.readers)];
  const uploads = new UploadStore(database);
  files.removeOrphans();
  uploads.removeOrphans();
  const faults = new Faults(options.faults);
  const reader = new Reader(database, ocr);
  const trainer = new Trainer({ database, files, jobs, models, reader, log });
  const completions: StoredCompletions = new ConversationStore(database, 'chat.completion');
  const responses: StoredResponses = new ConversationStore(database, 'response');
  const complete = completer({ models, reader, limits });
  const route = createRouter({
    ...fileRoutes(files),
    ...uploadRoutes(uploads, files),
    ...jobRoutes({ jobs, files, trainer }),
    ...modelRoutes(models),
    ...chatRoutes(complete, completions),
    ...storedCompletionRoutes(completions),
    ...responseRoutes(complete, responses),
    ...controlRoutes(database.id, calls, limits),
    ...faultRoutes(faults),
  });
  const access = { key: options.key, host };
  server.on('request', createListener({ id: database.id, access, route, calls, limits, faults, log }));
  for (const id of jobs.unfinished()) trainer.start(id);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}/v1`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await trainer.close();
      await ocr.close();
      calls.flush();
      database.close();
    },
  };
}
