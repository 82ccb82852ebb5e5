import { DURATION_VARIABLES } from '../nginx/nginx-variables.js';

/** Durations that nothing but nginx has: in rows they are milliseconds, whatever else is in the line. */
export const OF_NGINX: readonly string[] = [...DURATION_VARIABLES.keys()].filter((name) =>
  /^(?:upstream|tcpinfo)_/.test(name),
);
