import { tookMs } from '../time/stamped-at-start.js';

type Json = Readonly<Record<string, unknown>>;

/** Keys under which Traefik has the time at which a request began. */
const TRAEFIK = new Set(['StartUTC', 'StartLocal', 'start_utc', 'start_local']);
/** Keys that Envoy has beside `start_time` and `duration`, in its own formats and in those of Istio. */
const ENVOY = ['response_flags', 'response_code', 'upstream_cluster', 'upstream_host'];

/**
 * How long what began at the time under a key took, in whole milliseconds, where the record is known to be written when it
 * is over: Traefik's, with nanoseconds, and Envoy's, with milliseconds. 0 for any other.
 */
export function tookSince(key: string, object: Json): number {
  if (TRAEFIK.has(key)) return tookMs(object.Duration, 'ns');
  if (key !== 'start_time' || !ENVOY.some((name) => object[name] !== undefined)) return 0;
  return tookMs(object.duration, 'ms');
}
