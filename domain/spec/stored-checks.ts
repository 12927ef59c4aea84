import { Parameters } from './parameters.ts';
import type { CandidateSpec, RunSpec } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';

const usual = JSON.stringify(Parameters.parse({}));

/** Candidates whose answers are stored, with what only makes sense where somebody is asked. */
export function checkStoredAnswers({ candidates }: RunSpec): Finding[] {
  return Object.entries(candidates).flatMap(([name, candidate]) =>
    candidate.answers ? findingsOf(candidate, ['candidates', name]) : [],
  );
}

function findingsOf(candidate: CandidateSpec, path: readonly PropertyKey[]): Finding[] {
  const { answers, model, provider, images, examples, parameters } = candidate;
  const sources = [answers?.file, answers?.run].filter((source) => source !== undefined);
  const where =
    sources.length === 1
      ? []
      : [{ path: [...path, 'answers'], message: 'expected either a file or a run that the answers are taken from' }];
  const tuned =
    model === 'tuned'
      ? [{ path: [...path, 'model'], message: 'the answers are there already. Name the model that has given them.' }]
      : [];
  const idle = Object.entries({
    provider: provider !== undefined,
    images: !images,
    examples: !examples,
    parameters: JSON.stringify(parameters) !== usual,
  })
    .filter(([, isSet]) => isSet)
    .map(([key]) => ({
      path: [...path, key],
      message: 'nobody is asked: the answers are stored. Leave this key out.',
    }));
  return [...where, ...tuned, ...idle];
}
