import { ArtifactError } from '../artifact-store.ts';

/** Where a store lies on S3. */
export interface S3Location {
  bucket: string;
  /** Before each key, with its slash; empty at the top of the bucket. */
  prefix: string;
}

/**
 * Reads `s3://bucket/prefix`.
 * @throws {ArtifactError} unsupported: it is something else
 */
export function readLocation(location: string): S3Location {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]*)\/?(.*)$/i.exec(location) ?? [];
  const prefix = rest.replace(/\/$/, '');
  const isName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket);
  const isPath = prefix === '' || prefix.split('/').every((part) => /^(?!\.{1,2}$)[\w.=@+-]+$/.test(part));
  if (isName && isPath) return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
  const problem = isName
    ? 'a prefix is made of letters, digits and ". _ - = @ +", with one "/" between its parts'
    : 'the name of a bucket is made of 3 to 63 small letters, digits, dots and hyphens';
  throw new ArtifactError(
    'unsupported',
    `TEMPERA_STORE is ${JSON.stringify(location)}, but ${problem}: name it as s3://bucket/prefix.`,
  );
}
