// Control characters but tab and line feed, and what turns the direction of a line around.
const steering = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** A text without the characters that steer a terminal: what a provider or a data set says must not draw on it. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(steering, '');
}

/** JSON with the same characters escaped, so that whoever reads it gets each of them back. */
export function printableJson(value: unknown, indent?: number): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replaceAll(steering, escaped);
}
