/** All fields of a real-time log, in their order: which a configuration has of them does not change it. */
export const REALTIME_FIELDS: readonly string[] = [
  ...['timestamp', 'c-ip', 'time-to-first-byte', 'sc-status', 'sc-bytes', 'cs-method', 'cs-protocol'],
  ...['cs-host', 'cs-uri-stem', 'cs-bytes', 'x-edge-location', 'x-edge-request-id', 'x-host-header'],
  ...['time-taken', 'cs-protocol-version', 'c-ip-version', 'cs-user-agent', 'cs-referer', 'cs-cookie'],
  ...['cs-uri-query', 'x-edge-response-result-type', 'x-forwarded-for', 'ssl-protocol', 'ssl-cipher'],
  ...['x-edge-result-type', 'fle-encrypted-fields', 'fle-status', 'sc-content-type', 'sc-content-len'],
  ...['sc-range-start', 'sc-range-end', 'c-port', 'x-edge-detailed-result-type', 'c-country'],
  ...['cs-accept-encoding', 'cs-accept', 'cache-behavior-path-pattern', 'cs-headers', 'cs-header-names'],
  ...['cs-headers-count', 'primary-distribution-id', 'primary-distribution-dns-name', 'origin-fbl'],
  ...['origin-lbl', 'asn'],
];

/** So many there were at first; the others were added behind them. */
export const FIRST_REALTIME_FIELDS = REALTIME_FIELDS.indexOf('cs-headers-count') + 1;
