import { type CandidateSpec, type RunSpec, yetToBeFound } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';

/** The spec whose newest tuned model a candidate is, as long as nobody has looked which one that is. */
export function modelWanted({ model, tunedBy }: CandidateSpec): string | undefined {
  return model === yetToBeFound ? tunedBy?.spec : undefined;
}

/** A candidate has one source for its model. */
export function checkTunedBy({ candidates }: RunSpec): Finding[] {
  return Object.entries(candidates).flatMap(([name, { model, tunedBy, answers }]): Finding[] => {
    const path = ['candidates', name, 'tunedBy'];
    if (tunedBy && model !== yetToBeFound) {
      return [{ path, message: 'names the model, and so does "model". Leave one of the two out.' }];
    }
    if (tunedBy && answers) {
      return [{ path, message: 'is for a model that is asked, and "answers" are stored. Name the model in "model".' }];
    }
    return [];
  });
}
