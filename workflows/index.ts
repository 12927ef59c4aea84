export { captureAnswers } from './capture-answers.ts';
export { evaluateCandidate } from './evaluate-candidate.ts';
export { evaluateCandidates } from './evaluate-candidates.ts';
export { examine } from './examine.ts';
export { fineTuneAndEvaluate } from './fine-tune-and-evaluate.ts';
export { judgeAnswers } from './judge-answers.ts';
export { removeRemote } from './remove-remote.ts';
export { slot } from './slot.ts';
export { tellOfFall, tellSomebody } from './tell-somebody.ts';
