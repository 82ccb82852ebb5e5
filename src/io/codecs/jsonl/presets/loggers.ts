import { NGINX_EVIDENCE } from './nginx.js';
import { has, type Preset } from './preset.js';
import { loggedRequest, USUAL_FIELDS, usualDurations } from './usual-names.js';

/** Its production encoder: `ts` in seconds, durations in seconds. */
export const ZAP: Preset = {
  name: 'zap',
  title: 'requests that a program logs with zap',
  needs: [...loggedRequest, has.there('ts'), has.string('msg'), has.text('level')],
  excludes: [
    ...NGINX_EVIDENCE,
    // What Caddy writes with it.
    ...has.object('request'),
    ...has.text('request_proto', 'request_remote_ip', 'request_client_ip'),
  ],
  fields: USUAL_FIELDS,
  duration: usualDurations('s'),
  time: [{ name: 'ts' }],
  guess: 'in seconds, as zap writes it',
};

/** `message` beside `time` and `level`; durations in milliseconds unless a program changes that. */
export const ZEROLOG: Preset = {
  name: 'zerolog',
  title: 'requests that a program logs with zerolog',
  needs: [
    ...loggedRequest,
    has.there('time'),
    has.string('message'),
    has.like('level', /^(?:trace|debug|info|warn|error|fatal|panic)$/),
  ],
  excludes: [...NGINX_EVIDENCE, ...has.there('msg', 'ts')],
  fields: USUAL_FIELDS,
  duration: usualDurations('ms'),
  time: [{ name: 'time' }],
  guess: 'in milliseconds, as zerolog writes it',
};

/** And of slog, whose lines are alike: what their numbers count depends on the program. */
export const LOGRUS: Preset = {
  name: 'logrus',
  title: 'requests that a program logs with logrus or slog',
  needs: [...loggedRequest, has.there('time'), has.string('msg'), has.text('level')],
  excludes: [...NGINX_EVIDENCE, ...has.there('message', 'ts')],
  fields: USUAL_FIELDS,
  duration: usualDurations('unsaid'),
  time: [{ name: 'time' }],
};
