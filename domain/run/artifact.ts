/** A file in the artifact store: the only thing that travels between activities. */
export interface ArtifactRef {
  /** Path in the store, with `/` between its parts. */
  key: string;
  /** Hex digest of the content. */
  sha256: string;
  bytes: number;
  /** Lines of a JSONL file; absent elsewhere. */
  rows?: number;
  mediaType: string;
}
