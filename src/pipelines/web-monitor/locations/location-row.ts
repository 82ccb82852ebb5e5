import type { Finding, Verdicts } from '../../../operators/agreement.js';
import type { Timed } from '../../../operators/batch.js';

/** What is known of the latest check of a target at a location. */
export interface LocationFinding extends Finding {
  readonly url: string;
  readonly class: string;
  readonly detail: string | null;
  readonly maintenance: boolean;
  readonly group: string | null;
}

/** What the locations say together of a target. */
export type LocationRow = Timed & {
  readonly name: string;
  readonly url: string;
  readonly group: string | null;
  readonly scheduled: number;
  readonly failed: number;
  readonly locations: number;
  readonly silent: number;
  readonly unknown: number;
  readonly failed_in: string;
  readonly silent_in: string;
  readonly class: string;
  readonly detail: string | null;
  readonly maintenance: boolean;
  readonly moved: boolean;
};

/** The row of what locations say, at the time at which it is said. */
export const locationRow = (
  { name, time: scheduled, failed, passed, unknown, silent }: Verdicts<LocationFinding>,
  time: number,
  moved = false,
): LocationRow => {
  const all = [...failed, ...passed, ...unknown, ...silent];
  const [one] = all;
  const [why] = failed;
  const where = (found: readonly LocationFinding[]): string =>
    found.map(({ location }) => location).join(', ');
  return {
    time,
    name,
    url: one?.url ?? name,
    group: one?.group ?? null,
    scheduled,
    failed: failed.length,
    locations: failed.length + passed.length,
    silent: silent.length,
    unknown: unknown.length,
    failed_in: where(failed),
    silent_in: where(silent),
    class: why?.class ?? 'ok',
    detail: why?.detail ?? null,
    maintenance: all.some(({ maintenance }) => maintenance),
    moved,
  };
};
