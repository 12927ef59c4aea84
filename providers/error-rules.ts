import type { Problem } from '../domain/answering/problem.ts';

/** What decides about an error. */
export interface ErrorFacts {
  status: number;
  code?: string | number;
  type?: string;
  /** Further words, such as the reasons of a moderation. */
  reasons: string;
  /** The provider's sentence, without what was sent. */
  sentence: string;
}

/** What to do about an error; of a 403 that names no reason only the same model's other answers can tell. */
export function judgeError(facts: ErrorFacts): Pick<Problem, 'action' | 'otherwise'> {
  const { status } = facts;
  if (status === 402 || isSpent(facts) || isOfTheAccount(facts)) return { action: 'blocked' };
  if (isFiltered(facts)) return { action: 'refused' };
  if (status === 403) return { action: 'blocked', otherwise: namesInput.test(facts.sentence) ? 'refused' : 'failed' };
  // A redirect leads to another address than the one that was asked for.
  if (status === 401 || isOfTheKey(facts) || (status >= 300 && status < 400)) return { action: 'blocked' };
  if (status === 429 || (status === 200 && isOfTheRate(facts))) {
    return { action: isTooLarge(facts.sentence) ? 'failed' : 'throttled' };
  }
  if (status === 404 || status === 410 || wordsOf(facts).some((word) => unknownModel.test(word))) {
    return { action: 'missing' };
  }
  const mayPass = [200, 408, 409, 424, 425, 499].includes(status) || (status >= 500 && status !== 501);
  return { action: mayPass ? 'retry' : 'failed' };
}

// Codes are compared in small letters without separators: `DataInspectionFailed` is `data_inspection_failed`.
const spentWord =
  /quota|billing|billoverdue|(?<!load)balance|credit|arrear|(?<!su)spend|payment|budget|usagelimit|funds/;
const keyWord =
  /(invalid|incorrect|expired|missing|revoked|wrong)apikey|apikey(invalid|expired|missing|revoked)|^unauth|^auth(entication|orization)?error/;
const accountWord =
  /(account|organi[sz]ation|team|project|workspace|subscription)(is)?(suspended|restricted|disabled|deactivated|inactive|notactive|closed|frozen|blocked)/;
const rateWord = /ratelimit|ratequota|throttl|toomanyrequest/;
const filterWord =
  /content(policy|filter|moderat|safety|risk|violat|security|block|management)|policyviolation|moderation|safety|unsafe|sensitive|inspection|responsibleai|prohibitedcontent|inappropriate|jailbreak|guardrail|flagged|censor|harmful|nsfw/;
const brokenWord = /error|fail|timeout|unavailable|overload|internal/;
const unknownModel =
  /^(model|deployment)(not(found|exist|available)|doesnotexist)|unknownmodel|nosuchmodel|^invalidmodel$/;

const spentSentence =
  /(credit|account) balance|(insufficient|not enough) (account )?(balance|credits?|funds|quota)|(out of|any|all( available| of your)?|enough) credits|credits? (are |is |have been )?(exhausted|used up|depleted)|balance (is )?(too low|insufficient|negative|exhausted|depleted)|usage limits? (is |has been |was )?(exceeded|reached)|exceeded your (current|monthly) (quota|budget|spend)|budget has been exceeded|(api usage|spend(ing)?) (limit|cap)s?\b|your (plan and )?billing|billing (details|hard limit|is not|not active)|payment (is )?required|overdue|in arrears|余额不足|欠费/i;
const accountSentence =
  /\b(account|organi[sz]ation|team|project|workspace|subscription) (\S+ ){0,4}?(suspended|restricted|disabled|deactivated|inactive|closed|frozen|not active)\b/i;
const keySentence =
  /(invalid|incorrect|expired|missing|revoked|wrong) (api|access) key|(api|access) key (is )?(not valid|invalid|expired|missing|revoked)/i;
const filterSentence =
  /content (policy|filter|management|moderation|safety)|usage (policy|policies|guidelines)|moderation|was flagged|safety (system|check|filter|polic|setting|reason)|inappropriate|data inspection|responsible ai|sensitive (content|words?)|new_sensitive|harmful content|guardrail|prohibited.content|(content exists|high) risk|敏感|违规/i;
const namesInput = /firewall|prompt|input|content/i;

/** A balance that is spent, in any dress: a limit of calls a minute is none. */
function isSpent(facts: ErrorFacts): boolean {
  if (wordsOf(facts).some((word) => spentWord.test(word) && !rateWord.test(word))) return true;
  // Gemini says "exceeded your current quota" of its limit of calls a minute, and OpenAI of its own where to pay for more.
  const isOfCalls = isOfTheRate(facts) || (facts.status === 429 && /quota/i.test(facts.sentence));
  const speaks = facts.status < 500 && !isOfCalls;
  return speaks && spentSentence.test(facts.sentence);
}

/** An account that is turned off, whoever asks and whatever. */
function isOfTheAccount(facts: ErrorFacts): boolean {
  if (facts.status >= 500) return false;
  return wordsOf(facts).some((word) => accountWord.test(word)) || accountSentence.test(facts.sentence);
}

/** A key that is not taken, told as a bad request or within a 200. */
function isOfTheKey(facts: ErrorFacts): boolean {
  if (facts.status !== 200 && facts.status !== 400) return false;
  return wordsOf(facts).some((word) => keyWord.test(word)) || keySentence.test(facts.sentence);
}

function isOfTheRate(facts: ErrorFacts): boolean {
  return wordsOf(facts).some((word) => rateWord.test(word)) || /rate limit|too many requests/i.test(facts.sentence);
}

/** A filter that turned down what was sent; one that is out of order has turned down nothing. */
function isFiltered(facts: ErrorFacts): boolean {
  const { status, sentence } = facts;
  if (status === 401 || status === 429) return false;
  if (status >= 500 && wordsOf(facts).some((word) => brokenWord.test(word))) return false;
  if (wordsOf(facts).some((word) => filterWord.test(word))) return true;
  return [200, 400, 403, 422, 451].includes(status) && filterSentence.test(sentence);
}

/** "Request too large … Limit 30000, Requested 31000": no waiting makes it fit. */
function isTooLarge(sentence: string): boolean {
  const [, limit, requested] = /Limit:? (\d+), Requested:? (\d+)/i.exec(sentence) ?? [];
  return /request too large/i.test(sentence) || Number(requested) > Number(limit);
}

function wordsOf({ code, type, reasons }: ErrorFacts): string[] {
  return [String(code ?? ''), type ?? '', reasons].map((word) =>
    word
      .slice(0, 1000)
      .toLowerCase()
      .replaceAll(/[\s_.:-]/g, ''),
  );
}
