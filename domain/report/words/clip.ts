/** The most characters of one text that a page holds. */
export const longestText = 12_000;

/** A text of at most so many characters, with a word on how many more there are. */
export function clip(text: string, longest = longestText): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  if (characters.length <= longest) return text;
  return `${characters.slice(0, longest).join('')}… (${characters.length - longest} more characters in predictions.csv)`;
}
