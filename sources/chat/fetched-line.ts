import { createHash } from 'node:crypto';
import type { Message } from '../../domain/answering/messages.ts';
import type { Problem } from '../../domain/data/question-group.ts';
import { type Addressed, contentAt } from '../row-images.ts';
import type { ChatLine } from './chat-line.ts';

/** A line whose images are bytes, apart from those that nobody has fetched. */
export interface FetchedLine extends Omit<ChatLine, 'images'> {
  images: Uint8Array[];
  addresses: URL[];
}

/** A line with what its addresses gave, or the first one that gave no image. */
export async function withFetched({ images, ...line }: ChatLine, addressed: Addressed): Promise<FetchedLine | Problem> {
  const bytes: Uint8Array[] = [];
  const addresses: URL[] = [];
  const hashes = new Map<string, string>();
  for (const image of images) {
    const read = image instanceof Uint8Array ? { bytes: image } : await contentAt(image.address, addressed);
    if (read instanceof URL) addresses.push(read);
    else if ('bytes' in read) bytes.push(read.bytes);
    else return { why: `${partOf(image)} ${read.problem}`, reason: 'unreadable image' };
    if (!(image instanceof Uint8Array) && 'bytes' in read) hashes.set(sha256(image.address), sha256(read.bytes));
  }
  return { ...line, messages: line.messages.map((one) => renamed(one, hashes)), images: bytes, addresses };
}

function partOf(image: ChatLine['images'][number]): string {
  return image instanceof Uint8Array ? 'an image' : image.part;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Its image parts name images by their bytes instead of their addresses. */
function renamed({ role, content }: Message, hashes: ReadonlyMap<string, string>): Message {
  if (typeof content === 'string' || hashes.size === 0) return { role, content };
  return {
    role,
    content: content.map((part) =>
      part.type === 'image' ? { ...part, sha256: hashes.get(part.sha256) ?? part.sha256 } : part,
    ),
  };
}
