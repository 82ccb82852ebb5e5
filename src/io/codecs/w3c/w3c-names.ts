/** Which fields, the first that the file has, make a field that access logs have. */
export const ACCESS_NAMES = {
  host: ['c_ip', 'c_dns'],
  user: ['cs_username'],
  method: ['cs_method'],
  path: ['cs_uri_stem', 'cs_uri'],
  section: ['cs_uri_stem', 'cs_uri'],
  protocol: ['cs_version', 'cs_protocol_version'],
  status: ['sc_status', 'c_status'],
  size: ['sc_bytes', 'bytes'],
  referer: ['cs_referer', 'c_referrer'],
  agent: ['cs_user_agent', 'c_user_agent'],
  vhost: ['x_host_header', 'cs_host'],
  duration: ['time_taken', 'time_taken_ms', 'x_duration'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Fields that hold durations, in rows in milliseconds. */
export const DURATION_NAMES: ReadonlySet<string> = new Set([
  ...['time_taken', 'time_taken_ms', 'x_duration', 'time_to_first_byte', 'origin_fbl', 'origin_lbl'],
]);

/** Fields that hold numbers; the values of all others are text. */
export const NUMERIC_NAMES: ReadonlySet<string> = new Set([
  ...['sc_status', 'sc_substatus', 'sc_win32_status', 'c_status', 'rs_status', 'fle_encrypted_fields'],
  ...['bytes', 'sc_bytes', 'cs_bytes', 'sr_bytes', 'rs_bytes', 'sc_content_len', 'sc_range_start'],
  ...['sc_range_end', 's_port', 'c_port', 'r_port', 'cached', 'count', 'interval', 'avgbandwidth', 'asn'],
  'cs_headers_count',
]);

/** Own names of the fields of IIS, which most files have some of. */
export const IIS_NAMES = [
  ...['s_sitename', 's_computername', 's_ip', 's_port', 'c_ip', 'cs_username', 'cs_method', 'cs_uri_stem'],
  ...['cs_uri_query', 'cs_version', 'cs_host', 'cs_user_agent', 'cs_cookie', 'cs_referer', 'sc_status'],
  ...['sc_substatus', 'sc_win32_status', 'sc_bytes', 'cs_bytes', 'time_taken'],
] as const;
