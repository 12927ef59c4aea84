import type { Audit, DataAudit } from '../../audit/audit-schema.ts';
import { counted } from './format.ts';

/** What the audit found, in a sentence; undefined when it found nothing. */
export function auditText({
  disputed,
  unseenClasses,
  sharedImages,
}: DataAudit & Pick<Audit, 'disputed'>): string | undefined {
  const { train, validation, examples } = sharedImages;
  const findings = [
    [disputed, 'on which all candidates agree and not with the target'],
    [unseenClasses, 'whose target is a class that training lacks'],
    [train, 'about an image that training has too'],
    [validation, 'about an image that validation has too'],
    [examples, 'about the image of a worked example'],
  ] as const;
  const texts = findings.flatMap(([found, what]) =>
    found && found.samples > 0 ? [`${counted(found.samples, 'question')} ${what}`] : [],
  );
  return texts.length === 0 ? undefined : `Audit: ${texts.join('; ')}.`;
}
