import { z } from 'zod';

/** What names a data set on a hub, beside its splits. */
export const HubKeys = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/, 'expected owner/name, as the hub shows it')
    .optional()
    .describe('of a hub: the data set, as `owner/name`'),
  config: z
    .string()
    .min(1)
    .optional()
    .describe('of a hub: the configuration, or subset; default: its default, or its only one'),
  revision: z
    .string()
    .regex(/^(?!\.{1,2}$)[^\s\p{Cc}\p{Cs}]{1,200}$/u, 'expected a branch, a tag or a commit')
    .optional()
    .describe(
      'of a hub: a branch, a tag or a commit; a run keeps to the commit that it had when it began. Default: `main`',
    ),
  hubUrl: z
    .string()
    .refine(isHubUrl, 'expected an address such as https://hub.example, without user, query and fragment')
    .optional()
    .describe('of a hub: its address; default: `HF_ENDPOINT`, or else https://huggingface.co'),
  xet: z
    .union([z.literal('off'), z.literal(false)])
    .optional()
    .transform((off) => (off === undefined ? undefined : ('off' as const)))
    .describe(
      'of a hub: `off`, which it is in any case: files come by plain HTTP, and a download that broke off goes on',
    ),
};

function isHubUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return !!url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
}
