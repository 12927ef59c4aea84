import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { answerActivities } from './answer.ts';
import { approvalActivities } from './approval.ts';
import { captureActivities } from './capture.ts';
import { deployActivities } from './deploy.ts';
import { findModelsActivities } from './find-models.ts';
import { fineTuneActivities } from './fine-tune.ts';
import type { Heavy } from './heavy/heavy.ts';
import { judgeActivities } from './judge.ts';
import { measureActivities } from './measure.ts';
import { onOwnStore } from './own-store.ts';
import { planActivities } from './plan.ts';
import { preflightActivities } from './preflight.ts';
import { prepareActivities } from './prepare.ts';
import { reportActivities } from './report.ts';
import { slotActivities } from './slot.ts';
import { takeAnswersActivities } from './take-answers.ts';
import { uploadActivities } from './upload.ts';
import type { Webhooks } from './webhook.ts';

/** The world that activities work in. */
export interface Dependencies {
  store: ArtifactStore;
  providers: ProviderRegistry;
  /** Data sets lie below it. */
  dataDirectory: string;
  /** Whom runs may have told what happens to them; by default nobody. */
  webhooks?: Webhooks;
  /** Where heavy work is done; by default in this thread. */
  heavy?: Heavy;
}

/** All activities of a worker. */
export function createActivities(dependencies: Dependencies) {
  return onOwnStore(dependencies.store, {
    ...slotActivities(dependencies),
    ...planActivities(dependencies),
    ...prepareActivities(dependencies),
    ...takeAnswersActivities(dependencies),
    ...approvalActivities(dependencies),
    ...preflightActivities(dependencies),
    ...findModelsActivities(dependencies),
    ...uploadActivities(dependencies),
    ...fineTuneActivities(dependencies),
    ...deployActivities(dependencies),
    ...answerActivities(dependencies),
    ...judgeActivities(dependencies),
    ...measureActivities(dependencies),
    ...reportActivities(dependencies),
    ...captureActivities(dependencies),
  });
}

export type Activities = ReturnType<typeof createActivities>;
