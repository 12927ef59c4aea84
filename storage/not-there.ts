/** Whether an error says that there is nothing by that name. No other error does: what cannot be looked at may be there. */
export function isNotThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
