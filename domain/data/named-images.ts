import type { SampleImage } from './sample.ts';

/** Images as files for readers name them: the hash of the one, or the list of several; nothing without. */
export interface NamedImages {
  image?: string | undefined;
  images?: string[] | undefined;
}

export function namedImages(images: readonly Pick<SampleImage, 'sha256'>[]): NamedImages {
  const hashes = images.map(({ sha256 }) => sha256);
  if (hashes.length > 1) return { images: hashes };
  return hashes[0] === undefined ? {} : { image: hashes[0] };
}

/** The hashes that {@link namedImages} names. */
export function hashesNamed({ image, images }: NamedImages): readonly string[] {
  return images ?? (image === undefined ? [] : [image]);
}

/** What a small picture of all the images is known by; empty without images. */
export function pictureKey(named: NamedImages): string {
  return hashesNamed(named).join(' ');
}

/** Images as they were stored by 0.1.0, which knew one of each thing that is asked, and as they are stored now. */
export interface StoredImages {
  image?: SampleImage;
  images?: readonly SampleImage[];
}

/** Images as they are stored in what is named by its own hash. */
export function storedImages(images: readonly SampleImage[]): StoredImages {
  const [image, ...others] = images;
  return image && others.length === 0 ? { image } : { images };
}

/** What was stored, with its images in a list whichever version wrote it. */
export function withImageList<T extends object>({ image, ...stored }: T & StoredImages) {
  return { ...stored, images: stored.images ?? (image ? [image] : []) };
}
