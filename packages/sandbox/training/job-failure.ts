/** Why a job cannot succeed; becomes the error of the job. */
export class JobFailure extends Error {
  readonly code: string;
  readonly param: string | null;

  constructor(message: string, code: string, param: string | null = null) {
    super(message);
    this.name = 'JobFailure';
    this.code = code;
    this.param = param;
  }

  /** The same failure, said of the file that the job calls `param`. */
  inFile(param: string): JobFailure {
    return new JobFailure(this.message, this.code, param);
  }
}
