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
  [/^(end|endturn|endofturn|endoftext|eos|eostoken|eot|eotid|complete|completed|finish|finished)$/, 'stop'],
  [
    /error|fail|insufficient|upstream|network|timeout|abort|cancel|interrupt|overload|unavailable|exception|ratelimit|quota|capacity|outofmemory|preempt|killed|shutdown/,
    'broken',
  ],
  [/length|max.*tokens|tokenlimit|context(window|limit|size)/, 'length'],
  [
    /filter|safety|moderat|sensitive|refus|reject|deni|denylist|block|prohibit|recitation|spii|inspection|guardrail|unsafe|policy|censor|flagged|abuse/,
    'content_filter',
  ],
  [/stop/, 'stop'],
];

/** Of a text that stands where the word ought to, so much is looked at. */
const lookedAt = 200;

/** Tells what a finish reason means, in the words of OpenAI or of anybody else; `word` is kept where we do not know it. */
export function finishOf(reason: string | undefined, word: string | undefined): Finish {
  const plain = reason
    ?.slice(0, lookedAt)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  const finish = (plain && meanings.find(([pattern]) => pattern.test(plain))?.[1]) || 'unknown';
  return finish === word || word === undefined ? { finish } : { finish, finishWord: word };
}
