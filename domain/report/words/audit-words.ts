import type { Audit, DataAudit, FoundSamples } from '../../audit/audit-schema.ts';
import { hashesNamed } from '../../data/named-images.ts';
import { counted } from './format.ts';

/** What the audit found, in a sentence; undefined when it found nothing. */
export function auditText({
  disputed,
  unseenClasses,
  sharedImages,
  nearDuplicates,
}: DataAudit & Pick<Audit, 'disputed'>): string | undefined {
  const { train, validation, examples } = sharedImages;
  const findings = [
    [disputed, 'on which all candidates agree and not with the target'],
    [unseenClasses, 'whose target is a class that training lacks'],
    [train, `${aboutShown(train, 'an image ')}that training has too`],
    [validation, `${aboutShown(validation, 'an image ')}that validation has too`],
    [examples, aboutShown(examples, 'the image of a worked example') || 'of a worked example'],
    [nearDuplicates?.train, 'about an image that looks much like another one of training'],
    [nearDuplicates?.validation, 'about an image that looks much like another one of validation'],
  ] as const;
  const texts = findings.flatMap(([found, what]) =>
    found && found.samples > 0 ? [`${counted(found.samples, 'question')} ${what}`] : [],
  );
  return texts.length === 0 ? undefined : `Audit: ${texts.join('; ')}.`;
}

/** The question itself stands elsewhere too where there are no images. */
function aboutShown(found: FoundSamples | undefined, what: string): string {
  const isText = found && found.shown.length > 0 && found.shown.every((sample) => hashesNamed(sample).length === 0);
  return isText ? '' : `about ${what}`;
}
