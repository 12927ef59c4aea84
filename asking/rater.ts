import type { ChatReply } from '../domain/answering/chat.ts';
import type { Rater, RatingItem, RatingOutcome } from '../domain/grading/rating.ts';
import type { SentParameters } from '../domain/models/parameters-sent.ts';
import { troubleOf } from './outcome.ts';
import type { Respondent } from './respondent.ts';

/** A judge or a grader that is a model, which is asked until its reply is a rating, a bounded number of times. */
export function raterRespondent(rater: Rater, parameters: SentParameters): Respondent<RatingItem, RatingOutcome> {
  return {
    questionOf: (item) => ({
      request: { model: rater.model, messages: rater.messagesOf(item), schema: rater.schema, ...parameters },
      images: item.images ?? [],
    }),
    outcomeOf: (reply) => outcomeOf(rater, reply),
    outcomeOfProblem: (problem) =>
      problem.action === 'refused' || problem.action === 'failed'
        ? { outcome: 'failed', ...troubleOf(problem) }
        : undefined,
    readings: 3,
  };
}

function outcomeOf({ name, read }: Rater, { text, refusal, finish }: ChatReply): RatingOutcome {
  const rating = read(text);
  if (rating) return { outcome: 'rated', ...rating };
  const who = name === undefined ? 'the judge' : 'the grader';
  if (refusal || finish === 'content_filter') {
    return { outcome: 'failed', code: 'refused', reason: `refused by ${who}` };
  }
  if (finish === 'length')
    return { outcome: 'failed', code: 'cut', reason: 'reply was cut by length before its rating' };
  return { outcome: 'failed', code: 'unreadable-rating', reason: 'reply is not a rating' };
}
