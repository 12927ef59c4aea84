import { type ProgramName, type Programs, programNames } from '../integration/programs.ts';

/** Starts programs again whenever they are killed. */
export interface KeptUp {
  /** Rejects when one ends by itself, which no kill excuses. */
  failed: Promise<never>;
  /** Ends all of them for good. */
  end(): Promise<void>;
}

/** Keeps programs up that run; `started` is called whenever one was started again. */
export function keepUp(programs: Programs, started: (name: ProgramName) => Promise<void>): KeptUp {
  const starting = new Map<ProgramName, Promise<void>>();
  let ending = false;

  async function watch(name: ProgramName): Promise<void> {
    while (!ending) {
      const how = await programs.ended(name);
      if (ending) return;
      requireKilled(how);
      const start = startAgain(name);
      starting.set(name, start);
      await start;
    }
  }

  /** One that is killed while it starts is started once more. */
  async function startAgain(name: ProgramName): Promise<void> {
    try {
      await programs.start(name);
      await started(name);
    } catch (error) {
      requireKilled(error instanceof Error ? error.message : String(error));
      if (!ending) await startAgain(name);
    }
  }

  const watching = programNames.map(watch);
  const failed = Promise.all(watching).then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  return {
    failed,
    async end() {
      ending = true;
      await Promise.allSettled(starting.values());
      await programs.stop();
      await Promise.allSettled(watching);
    },
  };
}

function requireKilled(how: string): void {
  if (!how.includes('ended with SIGKILL')) throw new Error(how);
}
