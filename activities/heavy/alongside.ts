import { Context } from '@temporalio/activity';
import { reporting, whyStopped } from '../failures.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { Heavy, HeavyName, HeavyWork } from './heavy.ts';

/** Reports alive while heavy work goes on elsewhere. */
export function alongside<N extends HeavyName>(
  heavy: Heavy,
  name: N,
  input: HeavyWork[N]['input'],
  total: number,
): Promise<HeavyWork[N]['result']> {
  const progress = { done: 0, total };
  const tick = (done: number) => {
    progress.done = done;
  };
  return reporting(() =>
    withHeartbeat(
      () => progress,
      async () => {
        const stop = stopSignal();
        try {
          return await heavy(name, input, tick, stop);
        } catch (error) {
          throw stop.aborted ? whyStopped() : error;
        }
      },
    ),
  );
}

/** Aborts when another attempt is to go on. What a cancelled run has begun to compute is worth its end. */
function stopSignal(): AbortSignal {
  const context = Context.current();
  const stop = new AbortController();
  const { cancellationSignal } = context;
  const look = () => {
    if (!context.cancellationDetails?.cancelRequested) stop.abort();
  };
  if (cancellationSignal.aborted) look();
  else cancellationSignal.addEventListener('abort', look, { once: true });
  return stop.signal;
}
