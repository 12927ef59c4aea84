import type { Problem, QuestionGroup } from './question-group.ts';

/** What a conversation of the data asks and accepts: its last turns. */
export function readConversation(
  { questions, answers, unaskable }: Pick<QuestionGroup, 'questions' | 'answers' | 'unaskable'>,
  { isAsked, isLabelled }: { isAsked: boolean; isLabelled: boolean },
): { question: string; targets: string[] } | Problem {
  const [question, answer] = [String(questions), String(answers)];
  if (!isAsked) return { question, targets: answer === '' ? [] : [answer] };
  if (unaskable !== undefined) return { why: unaskable, reason: 'conversation that cannot be asked' };
  if (answer === '' && isLabelled) {
    return { why: 'its last turn is no text of the assistant', reason: 'conversation without a text to expect' };
  }
  return { question, targets: answer === '' ? [] : [answer] };
}
