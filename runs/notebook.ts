import type { ArtifactStore, Segment } from '../storage/artifact-store.ts';

/** A segment that is open while it is written to. */
export interface Notebook<Note extends object> {
  append(note: Note): Promise<void>;
}

/** Milliseconds after the last note until the segment is closed; the next one opens another. */
const idle = 1000;

/** Appends now and then to segments of a file, without keeping one open for good. */
export function createNotebook<Note extends object>(store: ArtifactStore, key: string): Notebook<Note> {
  let open: Promise<Segment> | undefined;
  let writing = 0;
  let closing: NodeJS.Timeout | undefined;

  function close(): void {
    const segment = open;
    open = undefined;
    // A segment that could not be opened, or closed, was told to whoever wrote to it.
    segment?.then((one) => one.close()).catch(() => undefined);
  }

  async function append(note: Note): Promise<void> {
    clearTimeout(closing);
    writing += 1;
    open ??= store.openSegment(key);
    try {
      await (await open).append(note);
    } catch (error) {
      close();
      throw error;
    } finally {
      writing -= 1;
      if (writing === 0) closing = setTimeout(close, idle).unref();
    }
  }

  return { append };
}
