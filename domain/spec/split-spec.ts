import { z } from 'zod';

const Values = z.union([z.string(), z.array(z.string()).min(1)]);
const Share = z.number().min(0).max(1);

/** How the rows of `source.all` become splits. */
export const SplitRule = z.union([
  z.strictObject({
    column: z.string().min(1).describe('names the split of a row'),
    values: z
      .strictObject({
        train: Values.optional(),
        validation: Values.optional(),
        test: Values.optional(),
        unlabelled: Values.optional(),
      })
      .optional()
      .describe(
        'what the column says for each split; rows that say something else are not taken. Default: the names of the splits',
      ),
  }),
  z.strictObject({
    shares: z
      .strictObject({ train: Share.optional(), validation: Share.optional(), test: Share.optional() })
      .refine((shares) => Math.abs(sumOf(shares) - 1) < 1e-9, 'shares must add up to 1')
      .describe(
        'of what belongs together by cluster, group, pixels or prompt, such as `{ train: 0.8, test: 0.2 }`; of rows they are approximate',
      ),
    seed: z.int().nonnegative().default(42).describe('with another one other rows are taken'),
  }),
]);

export type SplitRuleSpec = z.output<typeof SplitRule>;

function sumOf(shares: Readonly<Record<string, number | undefined>>): number {
  return Object.values(shares).reduce<number>((sum, share = 0) => sum + share, 0);
}
