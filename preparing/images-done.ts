/** How many images have been prepared, of how many. */
export interface Done {
  done: number;
  total: number;
  /** What is counted, where it is no rows with their images. */
  what?: string;
}
