import { about } from '../../codecs/fields/about.js';
import type { FieldAbout } from '../../codecs/fields/field-about.js';
import type { CheckFields } from './check-row.js';

type Name = Exclude<keyof CheckFields, 'time'>;

const ABOUT: Readonly<Record<Name, FieldAbout>> = {
  url: about.text('url', 'what was checked, without credentials'),
  name: about.text('name', 'what the target is called; its url where it has no name'),
  class: about.text(
    'class',
    'what it came to: ok, dns, connect, tls, timeout, reset, protocol, status, body, slow, body_limit, redirect, blocked, internal, unknown (our own network is down) or missed (not performed)',
  ),
  phase: about.text('phase', 'where it came to that: dns, connect, proxy, tls, wait or body'),
  detail: about.text('detail', 'a sentence that says why'),
  status: about.number('status', 'the code of the last answer'),
  total: about.duration('total', 'from the first look-up to the last byte, without our own time'),
  dns: about.duration('dns', 'how long the names took, all redirects together, as all phases'),
  connect: about.duration('connect', 'how long connecting took'),
  proxy: about.duration('proxy', 'how long the proxy took to let through'),
  tls: about.duration('tls', 'how long the TLS handshake took'),
  wait: about.duration('wait', 'from the request to the first byte of the answer'),
  body: about.duration('body', 'from the first byte to the last'),
  lag: about.duration('lag', 'how much later than due it was begun: ours, and no fault of the site'),
  bytes: about.size('bytes', 'of the body of the last answer, as it came'),
  redirects: about.count('redirects', 'how many were followed'),
  final_url: about.text('final_url', 'where redirects led to'),
  address: about.text('address', 'the address that was connected to last'),
  family: about.number('family', '4 or 6, of that address'),
  reused: about.boolean('reused', 'whether the connection was there before'),
  certificate: about.duration(
    'certificate',
    'how long the certificate that expires first is still valid, of all redirects and the whole chain; negative when it has expired',
  ),
  certificate_of: about.text('certificate_of', 'whose that certificate is, and which host showed it'),
  certificate_due: about.boolean('certificate_due', 'whether it expires sooner than is expected'),
  note: about.text('note', 'what is odd and no fault'),
  maintenance: about.boolean('maintenance', 'whether it was due within a maintenance window'),
  group: about.text('group', 'the group of the target'),
  every: about.duration('every', 'how often it is checked'),
  location: about.text('location', 'where the monitor runs: its setting location'),
  moved: about.boolean(
    'moved',
    'it is no check, and says that another process checks the target from here on',
  ),
};

/** What the fields of checks are: whoever checks a config, lists fields or writes tables reads it here. Tags are besides. */
export const CHECK_ABOUT: readonly FieldAbout[] = Object.values(ABOUT);
