import { z } from 'zod';
import { parseTemplate, TemplateError } from './template.ts';

/** A text that is a template of OpenAI's graders. */
export const TemplateText = z.string().superRefine((text, issues) => {
  try {
    parseTemplate(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    issues.addIssue({ code: 'custom', message: error.message, input: text });
  }
});
