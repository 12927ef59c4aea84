/** Ends the process with what was wrong, and no trace of it, where its environment cannot be used. */
export function orEnd<T>(exitCode: number, begin: () => T): T {
  try {
    return begin();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(exitCode);
  }
}
