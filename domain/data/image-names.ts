const ending = /\.(?:jpe?g|png|webp|gif|tiff?|avif|svg|heic|bmp)$/i;

/** Whether a file is called as images are. */
export function hasImageEnding(name: string): boolean {
  return ending.test(name);
}

/** The name of an image without its ending, as tables often have it. */
export function withoutImageEnding(name: string): string {
  return name.replace(ending, '');
}
