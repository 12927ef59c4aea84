import { createHash } from 'node:crypto';
import type { Message, MessagePart } from '../../domain/answering/messages.ts';
import type { Problem } from '../../domain/data/question-group.ts';
import { withoutSecretQueries } from '../../domain/data/secret-queries.ts';
import { type Addressed, contentAt } from '../row-images.ts';
import type { ChatLine } from './chat-line.ts';

/** A line whose images are bytes, apart from those that nobody has fetched. */
export interface FetchedLine extends Omit<ChatLine, 'images'> {
  images: Uint8Array[];
  addresses: URL[];
}

/** A line with what its addresses gave, or the first one that gave no image. */
export async function withFetched({ images, ...line }: ChatLine, addressed: Addressed): Promise<FetchedLine | Problem> {
  const { spec } = addressed;
  if (!spec && images.every((image) => image instanceof Uint8Array)) return { ...line, images, addresses: [] };
  const bytes: Uint8Array[] = [];
  const addresses: URL[] = [];
  const hashes = new Map<string, string>();
  for (const image of images) {
    if (image instanceof Uint8Array) {
      bytes.push(image);
      continue;
    }
    const read = await contentAt(image.address, addressed);
    if ('problem' in read) return { why: `${image.part} ${read.problem}`, reason: 'unreadable image' };
    if (read instanceof URL) {
      addresses.push(read);
      continue;
    }
    bytes.push(read.bytes);
    hashes.set(sha256(image.address), sha256(read.bytes));
  }
  const said = (text: string) => withoutSecretQueries(text, spec) as string;
  return {
    ...line,
    question: said(line.question),
    ...(line.target !== undefined && { target: said(line.target) }),
    messages: line.messages.map((one) => renamed(one, hashes, said)),
    images: bytes,
    addresses,
  };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Its image parts name images by their bytes instead of their addresses, and its texts keep no secrets of addresses. */
function renamed(
  { role, content }: Message,
  hashes: ReadonlyMap<string, string>,
  said: (text: string) => string,
): Message {
  if (typeof content === 'string') return { role, content: said(content) };
  return { role, content: content.map(renamedPart) };

  function renamedPart(part: MessagePart): MessagePart {
    if (part.type === 'image') return { ...part, sha256: hashes.get(part.sha256) ?? part.sha256 };
    return part.type === 'text' ? { ...part, text: said(part.text) } : part;
  }
}
