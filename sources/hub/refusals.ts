import { InputError } from '../source.ts';
import type { HubSettings } from './settings.ts';

/** What is asked of a hub. */
export interface Asked {
  /** The data set, as owner/name. */
  repository: string;
  revision: string;
  /** Absent of the data set as a whole. */
  file?: string;
}

const both = 'for client and worker';

/** Why a hub does not give what was asked for, by its own code for it, and what to do. */
export function refusalOf({ status, headers }: Response, asked: Asked, settings: HubSettings): InputError {
  const { repository, revision, file } = asked;
  const known = { code: headers.get('x-error-code'), hasToken: settings.token !== undefined };
  const set = `data set ${JSON.stringify(repository)}`;
  const at = `${settings.endpoint}/datasets/${repository}`;
  if (known.code === 'GatedRepo')
    return new InputError(`${set} is gated. ${letIn(at, known.hasToken)}${withheld(settings)}`);
  if (known.code === 'RevisionNotFound') {
    return new InputError(
      `${set} has no revision ${JSON.stringify(revision)} at ${settings.endpoint}. Name a branch, a tag or a commit that it has under data.source.revision.`,
    );
  }
  if (known.code === 'EntryNotFound' && file !== undefined) {
    return new InputError(
      `${set} has no file ${JSON.stringify(file)} at revision ${revision}, though it is listed there. Start again.`,
    );
  }
  if (status === 401 || status === 404 || known.code === 'RepoNotFound') {
    const shown = known.hasToken ? 'shows this HF_TOKEN no' : 'shows no';
    const token = known.hasToken
      ? `If it is private, set HF_TOKEN, ${both}, to a token that may read it and has not expired.`
      : `If it is private, set HF_TOKEN to a token that may read it, ${both}.`;
    return new InputError(
      `${settings.endpoint} ${shown} ${set} (HTTP ${status}). Check data.source.name. ${token}${withheld(settings)}`,
    );
  }
  if (status === 403)
    return new InputError(
      `${settings.endpoint} does not let this HF_TOKEN read ${set} (HTTP 403). ${letIn(at, known.hasToken)}`,
    );
  const what = file === undefined ? set : `${file} of ${set}`;
  return new InputError(
    `${settings.endpoint} does not give ${what} (HTTP ${status}). Check data.source.name, revision and hubUrl.`,
  );
}

function letIn(address: string, hasToken: boolean): string {
  return hasToken
    ? `The account of HF_TOKEN has not been let in: accept the terms at ${address}, wait for its owner's yes where one is needed, and start again.`
    : `Accept its terms at ${address}, and set HF_TOKEN to a token of that account, ${both}.`;
}

/** That a token is there and was not sent. */
function withheld({ withholdsToken, endpoint }: HubSettings): string {
  if (!withholdsToken) return '';
  return ` HF_TOKEN was not sent: only https://huggingface.co and the address in HF_ENDPOINT get it, and none over plain http. Set HF_ENDPOINT=${endpoint} where that is right.`;
}
