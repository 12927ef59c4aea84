/** A part of a message; an image is named by its hash until it is sent. */
export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'image'; sha256: string; detail?: 'auto' | 'low' | 'high' }
  /** An image at an address, which the provider fetches. */
  | { type: 'link'; url: string; detail?: 'auto' | 'low' | 'high' };

/** One chat message, before images are inlined. */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string | readonly MessagePart[];
}
