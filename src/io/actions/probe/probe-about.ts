import { about } from '../../codecs/fields/about.js';
import type { FieldAbout } from '../../codecs/fields/field-about.js';
import type { ProbeRow } from './probe-row.js';

type Name = Exclude<keyof ProbeRow, 'time'>;

const ABOUT: Readonly<Record<Name, FieldAbout>> = {
  monitor: about.text('monitor', 'what the monitor is called'),
  probe: about.text('probe', 'upload, download, delete, round_trip, multipart, range or newest'),
  series: about.text(
    'series',
    'the probe, with the size where there are several, such as upload_1MiB; of newest with the prefix',
  ),
  target: about.text('target', 'which probe of which bucket and size it is of'),
  bucket: about.text('bucket', 'the bucket and the prefix'),
  size: about.size('size', 'of the object'),
  test_id: about.text('test_id', 'of this one test; it is in its key, and in the User-Agent of its requests'),
  key: about.text('key', 'of the object; of newest that of the newest'),
  status: about.text('status', 'success, fail, or none: it was not begun (missed), or not seen to its end'),
  class: about.text(
    'class',
    'what it came to: ok, missing, present, stale, small, setup_failed, interrupted, missed, or what was wrong with the store, such as dns, connect, tls, timeout, reset, throttle, denied, checksum, truncated, internal',
  ),
  age: about.duration('age', 'of newest: how long ago the object was written'),
  phase: about.text(
    'phase',
    'what was under way when it failed: credentials, dns, connect, tls, send, wait, receive',
  ),
  detail: about.text('detail', 'a sentence that says why'),
  duration: about.duration(
    'duration',
    'from the first look-up to the last byte of the answer; of what failed there is none',
  ),
  dns: about.duration('dns', 'how long the look-up of the name took; 0 where there was no need for it'),
  connect: about.duration('connect', 'how long connecting took'),
  tls: about.duration('tls', 'how long the TLS handshake took'),
  first_byte: about.duration(
    'first_byte',
    'from the moment the connection was there to the head of the answer',
  ),
  connection: about.text('connection', 'new or reused'),
  address: about.text('address', 'which address was spoken to'),
  code: about.number('code', 'the HTTP status of the last answer'),
  request_id: about.text('request_id', 'x-amz-request-id; of several requests with a space between'),
  host_id: about.text('host_id', 'x-amz-id-2'),
  lag: about.duration('lag', 'how much later than due it was begun'),
  held: about.duration('held', 'for how long this process was held up while it measured'),
  suspect: about.boolean('suspect', 'it was held up for so long that the times may be its own'),
  skipped: about.count('skipped', 'of what is missed: how many tests'),
  left: about.count('left', 'earlier tests whose objects could not be removed yet'),
};

/** For whoever reads or checks a config. */
export const PROBE_ABOUT: readonly FieldAbout[] = Object.values(ABOUT);
