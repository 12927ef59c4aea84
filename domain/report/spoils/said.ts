import type { Trouble } from '../../answering/answer.ts';
import type { Said } from '../report-schema.ts';

/** Sentences that a report holds at most. */
const mostHeld = 20;

/** Gathers what providers said about failures: of each code the first sentence, since sentences may count or name. */
export class SaidCounter {
  readonly #said = new Map<string, Said>();

  add(who: string, { outcome, code = '', said }: { outcome: string } & Partial<Pick<Trouble, 'code' | 'said'>>): void {
    if (said === undefined || (outcome !== 'failed' && outcome !== 'refused')) return;
    const key = JSON.stringify([who, code]);
    const known = this.#said.get(key) ?? { who, code, count: 0, said };
    this.#said.set(key, { ...known, count: known.count + 1 });
  }

  /** The most frequent first. */
  result(): Said[] {
    return [...this.#said.values()].sort((a, b) => b.count - a.count).slice(0, mostHeld);
  }
}

/** Characters of a warning that are held. */
const mostCharacters = 200;

/** What a provider remarked on a training beside its course, such as examples that it has skipped; each once. */
export function warningsIn(events: readonly { level: string; message: string }[]): string[] {
  const remarks = events.filter(({ level }) => !/^(info|debug|trace)$/i.test(level)).map(({ message }) => message);
  const lines = remarks.map((message) =>
    message
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, mostCharacters),
  );
  return [...new Set(lines)].slice(0, mostHeld);
}
