import { about } from '../../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../../io/codecs/fields/field-about.js';
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

const ABOUT: Readonly<Record<Exclude<keyof LocationRow, 'time'>, FieldAbout>> = {
  name: about.text('name', 'what the target is called'),
  url: about.text('url', 'what was checked'),
  group: about.text('group', 'the group of the target'),
  scheduled: about.number('scheduled', 'when the check was due, in epoch milliseconds'),
  failed: about.count('failed', 'at how many locations it failed'),
  locations: about.count(
    'locations',
    'how many locations are counted: those that are heard and say something of it',
  ),
  silent: about.count(
    'silent',
    'of how many locations nothing has come for two intervals; they are not counted',
  ),
  unknown: about.count(
    'unknown',
    'how many locations did not check it, or have no network; they are not counted',
  ),
  failed_in: about.text('failed_in', 'at which locations it failed, with commas'),
  silent_in: about.text('silent_in', 'which locations are silent, with commas'),
  class: about.text('class', 'what it came to where it failed; ok where it did nowhere'),
  detail: about.text('detail', 'a sentence that says why, of one of those locations'),
  maintenance: about.boolean('maintenance', 'whether it was due within a maintenance window'),
  moved: about.boolean(
    'moved',
    'it is no check, and says that another process judges the target from here on',
  ),
};

export const LOCATION_ABOUT: readonly FieldAbout[] = Object.values(ABOUT);

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
