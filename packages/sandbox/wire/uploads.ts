import { z } from 'zod';
import type { FileObject } from '../wire.ts';

const MOST_BYTES = 8 * 2 ** 30;

/** The body that begins an upload in parts. */
export const CreateUpload = z.strictObject({
  filename: z.string().min(1),
  purpose: z.string(),
  bytes: z.int().min(1).max(MOST_BYTES),
  mime_type: z.string(),
  expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: z.int().min(3600).max(2_592_000) })
    .optional(),
});
export type CreateUpload = z.infer<typeof CreateUpload>;

/** The body that ends one: its parts in their order, and the MD5 of the whole where it is to be checked. */
export const CompleteUpload = z.strictObject({ part_ids: z.array(z.string()).min(1), md5: z.string().optional() });
export type CompleteUpload = z.infer<typeof CompleteUpload>;

export interface Upload {
  object: 'upload';
  id: string;
  created_at: number;
  expires_at: number;
  filename: string;
  bytes: number;
  purpose: string;
  status: 'pending' | 'completed' | 'cancelled' | 'expired';
  /** What the file is to be given. */
  expires_after?: CreateUpload['expires_after'];
  /** Of an upload that is completed. */
  file?: FileObject;
}
