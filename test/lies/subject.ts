import { smallSubject as chaosSubject, type Subject } from '../chaos/subjects.ts';

/** A subject that waits for late models and lists only as long as lies last. */
export const ofLies = (subject: Subject): Subject => ({
  ...subject,
  settings: { ...subject.settings, jobPollInterval: 300, adoptionWait: 4000, newModelWait: 15_000 },
});

/** Eight covers to train, 40 questions to two candidates, a judge. */
export const smallSubject: Subject = ofLies(chaosSubject);
