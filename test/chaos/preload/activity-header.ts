/** Tells the sandbox's side of a kill point which activity of the worker calls. */
export const activityHeader = 'x-chaos-activity';
