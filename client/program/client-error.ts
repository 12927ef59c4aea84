import type { Ending } from './exit-codes.ts';

/** What keeps a command from doing its work, in words for the person at the terminal; `ending` names the exit code. */
export class ClientError extends Error {
  override name = 'ClientError';
  readonly ending: Ending;

  constructor(ending: Ending, message: string, options?: ErrorOptions) {
    super(message, options);
    this.ending = ending;
  }
}
