/** One line of print, its box in fractions of the image's width and height. */
export interface Line {
  text: string;
  /** How sure the reader is of it, 0 to 100. */
  confidence: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** How tall its words are (the middle one), as a fraction of the image's height. */
  size: number;
}

/** What can be read on an image, in reading order. */
export interface Reading {
  lines: Line[];
}

/** Lines of text as a page of print, all of one size. */
export const pageOf = (lines: readonly string[]): Reading => ({
  lines: lines.map((text, index) => {
    const size = 1 / lines.length;
    return { text, confidence: 100, x0: 0, y0: index * size, x1: 1, y1: (index + 1) * size, size };
  }),
});

/** Several images of one turn, read as one page from top to bottom. */
export const joinReadings = (readings: readonly Reading[]): Reading => ({
  lines: readings.flatMap(({ lines }, index) =>
    lines.map((line) => ({
      ...line,
      y0: (line.y0 + index) / readings.length,
      y1: (line.y1 + index) / readings.length,
      size: line.size / readings.length,
    })),
  ),
});
