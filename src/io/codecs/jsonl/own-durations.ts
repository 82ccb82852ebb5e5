import { DURATION_VARIABLES } from '../nginx/nginx-variables.js';
import { secondsText } from '../nginx/seconds-text.js';
import { milliseconds, reporterOf } from './access-record.js';

/** What Traefik measures, in nanoseconds. */
const OF_TRAEFIK = ['Duration', 'OriginDuration', 'Overhead'];
/** Names that nothing but nginx has. */
export const OF_NGINX: readonly string[] = [...DURATION_VARIABLES.keys()].filter((name) =>
  /^(?:upstream|tcpinfo)_/.test(name),
);
const ALL_OF_NGINX = [...DURATION_VARIABLES.keys()];

type Json = Record<string, unknown>;

/**
 * Makes the durations of a request that Caddy, Traefik or nginx report milliseconds, where they stand: what these name
 * else is left as it is, and so are objects that report none.
 */
export function ownDurations(object: Json): void {
  if (object.OriginDuration !== undefined || object.Overhead !== undefined || object.Duration !== undefined) {
    if (reporterOf(object) === 'traefik') for (const key of OF_TRAEFIK) change(object, key, 1e-6);
    return;
  }
  if (typeof object.duration === 'number' && reporterOf(object) === 'caddy') {
    change(object, 'duration', 1000);
    return;
  }
  const isSure = OF_NGINX.some((key) => object[key] !== undefined);
  if (!isSure && (object.request_time === undefined || reporterOf(object) !== 'nginx')) return;
  for (const key of ALL_OF_NGINX) {
    const value = object[key];
    const msOf = DURATION_VARIABLES.get(key) === 'seconds' ? 1000 : 0.001;
    if (typeof value === 'number') object[key] = milliseconds(value, msOf);
    else if (typeof value === 'string') {
      const ms = secondsText(value, msOf);
      if (ms !== undefined) object[key] = ms;
    }
  }
}

function change(object: Json, key: string, factor: number): void {
  if (typeof object[key] === 'number') object[key] = milliseconds(object[key], factor);
}
