import { DefaultFailureConverter } from '@temporalio/common';

/** Moves messages and stacks of failures into a payload, where a codec reaches them; workflows take it into their bundle. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
