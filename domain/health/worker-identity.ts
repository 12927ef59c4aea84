/** What a worker tells of itself to whoever looks at its task queue. */
export interface WorkerIdentity {
  /** Process and machine. */
  who: string;
  /** Absent of a worker that does not tell, such as one of 0.1.0. */
  build?: string;
  /** Id of its artifact store; absent where it could not be opened. */
  store?: string;
}

/** A worker's identity as the Temporal server shows it. */
export function identityText({ who, build, store }: WorkerIdentity): string {
  return [who, ...(build ? [`tempera/${build}`] : []), ...(store ? [`store/${store}`] : [])].join(' ');
}

/** What an identity tells; anybody's is read. */
export function readIdentity(text: string): WorkerIdentity {
  const [who = '', ...told] = text.split(' ');
  const after = (prefix: string) => told.find((word) => word.startsWith(prefix))?.slice(prefix.length);
  const [build, store] = [after('tempera/'), after('store/')];
  return { who, ...(build && { build }), ...(store && { store }) };
}
