import { about } from '../fields/about.js';
import type { FieldAbout } from '../fields/field-about.js';
import { snakeCase } from '../fields/snake-case.js';
import { CLOUDFRONT_ABOUT } from '../w3c/w3c-about.js';
import { REALTIME_FIELDS } from './realtime-fields.js';

/** What standard logs have not. */
const MORE: readonly FieldAbout[] = [
  about.text('c_ip_version', 'IPv4 or IPv6', 'c-ip-version'),
  about.text('c_country', 'country of the client', 'c-country'),
  about.text('cs_accept_encoding', 'the header Accept-Encoding', 'cs-accept-encoding'),
  about.text('cs_accept', 'the header Accept', 'cs-accept'),
  about.text('cache_behavior_path_pattern', 'the rule that it came under', 'cache-behavior-path-pattern'),
  about.text('cs_headers', 'headers of the request, as logged', 'cs-headers'),
  about.text('cs_header_names', 'their names', 'cs-header-names'),
  about.number('cs_headers_count', 'how many headers there were', 'cs-headers-count'),
  about.text('primary_distribution_id', 'of continuous deployment: the primary', 'primary-distribution-id'),
  about.text('primary_distribution_dns_name', 'and its domain', 'primary-distribution-dns-name'),
  about.duration('origin_fbl', 'until the first byte from behind', 'origin-fbl'),
  about.duration('origin_lbl', 'until the last byte from behind', 'origin-lbl'),
  about.number('asn', 'the network of the client', 'asn'),
];

const REALTIME_NAMES: ReadonlySet<string> = new Set(REALTIME_FIELDS.map(snakeCase));

/** Fields of real-time logs: those of access logs, then all in their order. */
export const CLOUDFRONT_REALTIME_ABOUT: readonly FieldAbout[] = [
  ...CLOUDFRONT_ABOUT.filter(({ name, original }) => original !== undefined && snakeCase(original) !== name)
    // What access logs have has its name from there.
    .filter(({ name }) => !REALTIME_NAMES.has(name))
    .map((field) => ({
      ...field,
      original:
        field.original?.replace(/\(([A-Za-z-]+)\)/, (_, inner: string) => `-${inner.toLowerCase()}`) ??
        field.name,
    })),
  ...REALTIME_FIELDS.filter((field) => field !== 'timestamp').flatMap((field) => {
    const name = snakeCase(field);
    const known = [...MORE, ...CLOUDFRONT_ABOUT].find((each) => each.name === name);
    if (known === undefined) return [];
    const { original: _, ...rest } = known;
    return [{ ...rest, ...(field !== name && { original: field }) }];
  }),
];
