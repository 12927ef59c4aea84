import type { Problem, QuestionGroup } from './question-group.ts';

/** What becomes of the rows of a split. */
export interface RowUse {
  /** Whether each has to have an answer. */
  isLabelled: boolean;
  isAsked: boolean;
  isTrained: boolean;
}

/** What a conversation of the data asks and accepts: its last turns. */
export function readConversation(
  group: Pick<QuestionGroup, 'questions' | 'answers' | 'unaskable' | 'untrainable'>,
  use: RowUse,
): { question: string; targets: string[] } | Problem {
  const answer = String(group.answers);
  return whyUnfit(group, use) ?? { question: String(group.questions), targets: answer === '' ? [] : [answer] };
}

function whyUnfit(
  { answers, unaskable, untrainable }: Pick<QuestionGroup, 'answers' | 'unaskable' | 'untrainable'>,
  { isLabelled, isAsked, isTrained }: RowUse,
): Problem | undefined {
  if (isTrained && untrainable !== undefined) return { why: untrainable, reason: 'conversation that teaches nothing' };
  if (!isAsked) return undefined;
  if (unaskable !== undefined) return { why: unaskable, reason: 'conversation that cannot be asked' };
  if (String(answers) !== '' || !isLabelled) return undefined;
  return { why: 'its last turn is no text of the assistant', reason: 'conversation without a text to expect' };
}
