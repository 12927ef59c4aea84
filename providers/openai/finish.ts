import type { ChatReply } from '../../domain/answering/chat.ts';

/** What a finish reason means. */
export interface Finish {
  /** `broken`: something upstream gave up, and the same question may be answered next time. */
  finish: ChatReply['finish'] | 'broken';
  /** The provider's own word, where `finish` does not say it. */
  finishWord?: string;
}

// Compared in small letters without separators. The first that matches holds: `content_filter_error` is an error.
const meanings: readonly [RegExp, Finish['finish']][] = [
  [/^(stop|endturn|stopsequence|eos|eostoken|endoftext|end|complete|completed|finish|finished)$/, 'stop'],
  [/length|max.*tokens|tokenlimit/, 'length'],
  [/error|fail|insufficient|upstream|network|timeout|abort|cancel|interrupt|overload|unavailable|exception/, 'broken'],
  [
    /filter|safety|moderat|sensitive|refus|block|prohibit|recitation|spii|inspection|guardrail|unsafe|policy|censor|flagged/,
    'content_filter',
  ],
];

/** Tells what a finish reason means, in the words of OpenAI or of anybody else; a word that we do not know is kept. */
export function finishOf(word: string | undefined): Finish {
  if (word === undefined) return { finish: 'unknown' };
  const plain = word.toLowerCase().replaceAll(/[^a-z]/g, '');
  const finish = meanings.find(([pattern]) => pattern.test(plain))?.[1] ?? 'unknown';
  return finish === word ? { finish } : { finish, finishWord: word };
}
