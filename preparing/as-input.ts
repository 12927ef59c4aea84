import { InputError } from '../sources/source.ts';

/** What a rule makes of the data of a user, whose mistakes it throws as plain errors. Throws {@link InputError}. */
export function asInput<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}
