import { randomUUID } from 'node:crypto';
import { type link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ArtifactError, type NewArtifact } from './artifact-store.ts';
import { makeFolder, syncFolder } from './folder-sync.ts';
import { blocksOf, type Digest, digest } from './lines.ts';
import { isNotThere } from './not-there.ts';

/** A file that is complete on disk and has no name yet. */
export interface Draft {
  digest: Digest;
  /** Where it lies until then. */
  file: string;
  /** Gives it its name unless another file has it: false then. */
  publish(target: string): Promise<boolean>;
  /** Gives it its name, in the place of whatever has it. */
  replace(target: string): Promise<void>;
  /** Throws where the disk could give it none, or gives one to two. */
  tryNaming(): Promise<void>;
}

/** Writes content beside a store's files, for `place` to give it its name; whatever happens, no draft stays. */
export type WriteDraft = <T>(
  content: NewArtifact['content'],
  mediaType: string,
  place: (draft: Draft) => Promise<T>,
) => Promise<T>;

export interface Drafting {
  makeLink: typeof link;
  /** Whether what is written is to survive a power cut. */
  isLasting: boolean;
}

/** Drafts in a folder of the store, so that a name is a link away. */
export function draftsIn(folder: string, { makeLink, isLasting }: Drafting): WriteDraft {
  const makeFolders = isLasting ? makeFolder : (target: string) => mkdir(target, { recursive: true });
  const syncNames = isLasting ? syncFolder : async () => undefined;
  return async (content, mediaType, place) => {
    const file = path.join(folder, randomUUID());
    try {
      return await place({
        digest: await write(file, content, mediaType, isLasting),
        file,
        async publish(target) {
          const makeIt = () => makeFolders(path.dirname(target));
          if (!(await linkInFolder(makeIt, () => linkUnlessTaken(makeLink, file, target)))) return false;
          await syncNames(path.dirname(target));
          return true;
        },
        async replace(target) {
          await rename(file, target);
          await syncNames(path.dirname(target));
        },
        async tryNaming() {
          const name = `${file}.link`;
          await linkUnlessTaken(makeLink, file, name);
          const isTaken = !(await linkUnlessTaken(makeLink, file, name));
          await rm(name);
          if (!isTaken) throw new ArtifactError('unwritable', namesTwice(folder));
        },
      });
    } finally {
      await rm(file, { force: true });
    }
  };
}

async function write(
  draft: string,
  content: NewArtifact['content'],
  mediaType: string,
  isLasting: boolean,
): Promise<Digest> {
  await mkdir(path.dirname(draft), { recursive: true });
  const handle = await open(draft, 'wx');
  try {
    const measure = digest(mediaType);
    for await (const chunk of blocksOf(content)) {
      measure.update(chunk);
      await handle.writeFile(chunk);
    }
    if (isLasting) await handle.datasync();
    return measure.result();
  } finally {
    await handle.close();
  }
}

/** A folder that was empty may have been cleaned away since it was made: then it is made once more. */
async function linkInFolder(makeIt: () => Promise<unknown>, link: () => Promise<boolean>): Promise<boolean> {
  await makeIt();
  try {
    return await link();
  } catch (error) {
    if (!isNotThere(error)) throw error;
    await makeIt();
    return await link();
  }
}

/** Create-exclusive, and never half a file: the name appears when the content is complete. */
async function linkUnlessTaken(makeLink: typeof link, draft: string, target: string): Promise<boolean> {
  try {
    await makeLink(draft, target);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (linkless.has(code))
      throw new ArtifactError('unwritable', noLinks(path.dirname(target), code), { cause: error });
    throw error;
  }
}

/** What disks answer that know no hard links. */
const linkless = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function noLinks(folder: string, code: string): string {
  return (
    `the disk of ${folder} makes no hard links (${code}), by which a file appears whole or not at all. ` +
    'exFAT and many SMB, FUSE and object-store mounts make none: put TEMPERA_STORE on another disk.'
  );
}

function namesTwice(folder: string): string {
  return (
    `the disk of ${folder} gives a name away that is taken, so that two workers would overwrite each other's files: ` +
    'put TEMPERA_STORE on another disk.'
  );
}
