import { has, type Preset } from './preset.js';
import { USUAL_FIELDS, USUAL_PATHS, USUAL_STATUSES, usualDurations } from './usual-names.js';

/** Whoever writes a path and a status, and who asked or how. */
export const PLAIN: Preset = {
  name: 'plain',
  title: 'requests of anybody else: a path, a status, and a method or the address of a client',
  isFallback: true,
  needs: [
    [...has.text(...USUAL_PATHS), ...has.like('request', /^[A-Z]{2,20} \S/)],
    has.number(...USUAL_STATUSES),
    has.text(
      ...['method', 'http_method', 'request_method', 'verb', 'request'],
      ...['remote_ip', 'client_ip', 'remote_addr', 'remote_address', 'ip'],
    ),
  ],
  fields: USUAL_FIELDS,
  request: ['request'],
  // A field of that name is what it is, as in any other line of JSON.
  duration: [...usualDurations('unsaid').filter(([name]) => name !== 'duration'), ['duration', 'ms']],
  guess: 'in milliseconds',
};
