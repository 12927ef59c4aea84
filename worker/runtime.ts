import { type LogEntry, type Logger, type LogLevel, Runtime } from '@temporalio/worker';
import pino from 'pino';

/**
 * Our logger, on standard error; Temporal's runtime, its native side included, goes through it too. Prometheus finds metrics
 * at an address, if one is given.
 */
export function installRuntime(level: string, metrics?: string): pino.Logger {
  const logger = pino({ name: 'tempera-worker', level, base: {} }, pino.destination({ fd: 2, sync: true }));
  try {
    Runtime.install({
      logger: asTemporalLogger(logger),
      telemetryOptions: {
        logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
        ...(metrics !== undefined && { metrics: { prometheus: { ...prometheus, bindAddress: metrics } } }),
      },
      // A signal must reach our own handler first: it lets what is in flight be recorded.
      shutdownSignals: [],
    });
  } catch (error) {
    const where = metrics === undefined ? '' : `TEMPERA_METRICS=${metrics}: `;
    throw new Error(`${where}${(error as Error).message}`, { cause: error });
  }
  return logger;
}

// The names that Temporal's dashboards ask for.
const prometheus = { countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

function asTemporalLogger(logger: pino.Logger): Logger {
  const at = (level: LogLevel) => (message: string, meta?: LogEntry['meta']) =>
    logger[levels[level]](plain(meta), message);
  return {
    log: (level, message, meta) => at(level)(message, meta),
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  };
}

/** Leaves out what JSON cannot hold, and the token of a task, which is long and tells a person nothing. */
function plain(meta: LogEntry['meta'] = {}): object {
  return Object.fromEntries(
    Object.entries(meta).filter(([key, value]) => key !== 'taskToken' && typeof value !== 'bigint'),
  );
}
