/** How many images have been prepared, of how many. */
export interface Done {
  done: number;
  total: number;
}
