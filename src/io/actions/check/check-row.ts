import type { Timed } from '../../../operators/batch.js';
import { printable } from '../../text/printable.js';
import { isInMaintenance } from './maintenance/is-in-maintenance.js';
import { type TagFields, tagFields } from './tag-fields.js';
import type { Target } from './target.js';
import { type CheckClass, LONGEST_TEXT, LONGEST_URL, type Phase, type Verdict } from './verdict.js';

/** What one check of one target came to, as a row. null: it is not known, or there is none. `CHECK_ABOUT` says what each is. */
export interface CheckFields extends Timed {
  readonly url: string;
  readonly name: string;
  readonly class: CheckClass;
  readonly phase: Phase | null;
  readonly detail: string | null;
  readonly status: number | null;
  readonly total: number | null;
  readonly dns: number | null;
  readonly connect: number | null;
  readonly proxy: number | null;
  readonly tls: number | null;
  readonly wait: number | null;
  readonly body: number | null;
  readonly lag: number | null;
  readonly bytes: number | null;
  readonly redirects: number | null;
  readonly final_url: string | null;
  readonly address: string | null;
  readonly family: 4 | 6 | null;
  readonly reused: boolean | null;
  readonly certificate: number | null;
  readonly certificate_of: string | null;
  readonly certificate_due: boolean | null;
  readonly note: string | null;
  readonly maintenance: boolean;
  readonly group: string | null;
  readonly every: number | null;
  readonly location: string;
  readonly moved: boolean;
}

/** With the tags of its target, `team` as `tag_team`. */
export type CheckRow = CheckFields & TagFields;

/** When a check was due, how many milliseconds later it was begun (undefined where it was not), and where. */
export interface CheckTimes {
  readonly time: number;
  readonly lag?: number;
  /** Default: `SOMEWHERE`. */
  readonly location?: string | undefined;
}

/** The location of a monitor that is told of none. */
export const SOMEWHERE = 'default';

const PLAIN = /^[ -~]*$/;

/** Of what is no target any more only the name is known. */
interface Gone extends Pick<Target, 'url' | 'name' | 'tags' | 'group' | 'maintenance'> {
  readonly kind: 'gone';
  readonly every?: undefined;
}

const NO_TAGS = {};

/** The row of a check that was not performed. */
export const missedRow = (
  { target: name, ...times }: Omit<CheckTimes, 'lag'> & { readonly target: string },
  target: Target | undefined,
  detail: string,
): CheckRow => {
  const gone: Gone = { kind: 'gone', url: name, name, tags: NO_TAGS, group: undefined, maintenance: [] };
  return checkRow(target ?? gone, times, { class: 'missed', detail, timings: {} });
};

/** The row that says that another process checks a target from here on. It is no check, so its class is missed. */
export const movedRow = (tick: Parameters<typeof missedRow>[0], target: Target | undefined): CheckRow => ({
  ...missedRow(tick, target, 'another process checks it from here on'),
  moved: true,
});

/** The row of a check. Times of phases are rounded to microseconds. */
export const checkRow = (
  target: Target | Gone,
  { time, lag, location = SOMEWHERE }: CheckTimes,
  verdict: Verdict,
): CheckRow => {
  const { certificate } = verdict;
  const { dns, connect, proxy, tls, wait, body } = verdict.timings;
  const left = certificate === undefined ? null : certificate.expires - time;
  const row: CheckFields = {
    time,
    url: target.url,
    name: target.name,
    class: verdict.class,
    phase: verdict.phase ?? null,
    detail: harmless(verdict.detail, LONGEST_TEXT),
    status: verdict.status ?? null,
    total: rounded(verdict.total),
    dns: rounded(dns),
    connect: rounded(connect),
    proxy: rounded(proxy),
    tls: rounded(tls),
    wait: rounded(wait),
    body: rounded(body),
    lag: rounded(lag),
    bytes: verdict.bytes ?? null,
    redirects: verdict.redirects ?? null,
    final_url: harmless(verdict.finalUrl, LONGEST_URL),
    address: verdict.address ?? null,
    family: verdict.family ?? null,
    reused: verdict.isReused ?? null,
    certificate: left,
    certificate_of: harmless(certificate && `${certificate.subject} on ${certificate.host}`, LONGEST_TEXT),
    certificate_due: left === null ? null : left < (expectedOf(target) ?? -Infinity),
    note: harmless(verdict.note, LONGEST_TEXT),
    maintenance: isInMaintenance(target.maintenance, time),
    group: target.group ?? null,
    every: target.every ?? null,
    location,
    moved: false,
  };
  return Object.assign(row, tagFields(target.tags));
};

/** Texts of every kind of check have something of outside in them. */
const harmless = (text: string | undefined, longest: number): string | null => {
  if (text === undefined) return null;
  return text.length <= longest && PLAIN.test(text) ? text : printable(text, longest);
};

const rounded = (milliseconds: number | undefined): number | null =>
  milliseconds === undefined ? null : Math.round(milliseconds * 1000) / 1000;

/** Time that the certificates of a target are to be valid for. */
const expectedOf = (target: Target | Gone): number | undefined => {
  switch (target.kind) {
    case 'http':
      return target.expect.certificate;
    case 'tcp':
      return target.certificate;
    case 'dns':
    case 'gone':
      return undefined;
  }
};
