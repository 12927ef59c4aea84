import { ArtifactError } from '../artifact-store.ts';
import { isOutage, nameOf, type S3Failure, statusOf } from './patience.ts';

/** What was tried when something failed, with the right that it takes. */
export interface Attempt {
  /** As a person calls it: a key, or the bucket. */
  what: string;
  does: 'read' | 'written' | 'listed' | 'removed';
  right: string;
}

/** What keeps a store on S3 from doing something, in words: never a body, and no text of the server's own. */
export function explainS3(error: unknown, { what, does, right }: Attempt, bucket: string): ArtifactError {
  if (error instanceof ArtifactError) return error;
  const failure = error as S3Failure;
  const code = does === 'written' || does === 'removed' ? 'unwritable' : 'unreadable';
  const say = (kind: ArtifactError['code'], why: string) =>
    new ArtifactError(kind, `${what} cannot be ${does}: ${why}`, { cause: error });
  const known = reasons[nameOf(failure)];
  if (known) return say(code, known(bucket, right));
  if (isOutage(error))
    return say(
      'unreachable',
      `the store does not answer (${signOf(failure)}). Look whether it runs, and at AWS_ENDPOINT_URL and AWS_REGION.`,
    );
  if (statusOf(error) === 403) return say(code, denied(right));
  if (statusOf(error) === 501 || failure.name === 'NotImplemented')
    return say('unsupported', `the store cannot do it (${signOf(failure)}).`);
  return say(code, `the store says ${signOf(failure)}.`);
}

function signOf(failure: S3Failure): string {
  const status = statusOf(failure);
  const name = failure.code ?? /socket hang up|aborted/.exec(failure.message ?? '')?.[0] ?? nameOf(failure);
  return [status, /^\d*$|^Unknown|^Error$/.test(name) ? '' : name].filter(Boolean).join(' ') || 'no answer';
}

const denied = (right: string) => `the keys have no right to do it. Give them ${right} (AccessDenied).`;
const keys = 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or AWS_PROFILE';
const keysRefused = (code: string) => () => `the store does not accept the keys (${code}). Look at ${keys}.`;
const otherRegion = (code: string) => () => `the bucket lies in another region (${code}). Set AWS_REGION to it.`;

/** What a person can do about failures that S3 has names for. */
const reasons: Readonly<Record<string, (bucket: string, right: string) => string>> = {
  NoSuchBucket: (bucket) => `there is no bucket ${bucket}. Make it, or set TEMPERA_STORE to another one.`,
  AccessDenied: (_, right) => denied(right),
  AllAccessDisabled: (_, right) => denied(right),
  InvalidAccessKeyId: keysRefused('InvalidAccessKeyId'),
  SignatureDoesNotMatch: keysRefused('SignatureDoesNotMatch'),
  ExpiredToken: keysRefused('ExpiredToken'),
  InvalidToken: keysRefused('InvalidToken'),
  CredentialsProviderError: () => `there are no keys. Set ${keys}.`,
  TokenProviderError: () => 'the login of the profile has ended (TokenProviderError). Log in again: aws sso login.',
  EndpointError: () => 'AWS_ENDPOINT_URL is no address. Write it as https://host:port.',
  NoRegion: () => 'no region is named. Set AWS_REGION; to us-east-1 where the store knows none.',
  RequestTimeTooSkewed: () => "this machine's clock differs too much from the store's (RequestTimeTooSkewed). Set it.",
  PermanentRedirect: otherRegion('PermanentRedirect'),
  AuthorizationHeaderMalformed: otherRegion('AuthorizationHeaderMalformed'),
  IllegalLocationConstraintException: otherRegion('IllegalLocationConstraintException'),
  QuotaExceeded: () => 'the store is full (QuotaExceeded).',
  EntityTooLarge: () => 'it is larger than the store takes (EntityTooLarge).',
};
