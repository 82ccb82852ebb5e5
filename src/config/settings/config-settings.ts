import * as z from 'zod';
import type { Access } from '../../io/http/access.js';
import { type Address, parseAddress } from '../../io/http/address.js';
import { accessOf } from './access-of.js';
import { accessSettings } from './access-settings.js';
import { mapSetting, namedMap, oneOrMore, textSetting } from './map-setting.js';
import { partSetting } from './part-setting.js';
import { pipelineSettings } from './pipeline-settings.js';

/** Whether a text is an address to listen at: `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`, `:8080` for all of them. */
const ADDRESS = /^(\[[\da-f:.]+\]|[\w.-]*):\d{1,5}$/i;

const WANTED =
  'An address is wanted here: a host, a colon and a port. Write 127.0.0.1:8080, or { at: ":8080", token: … } for every interface.';

const address = textSetting(WANTED)
  .regex(ADDRESS, {
    error: 'An address is wanted here: a host, a colon and a port, such as 127.0.0.1:8080.',
    abort: true,
  })
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, {
    error: 'Ports end at 65535.',
  });

/** A whole config file. Keys that begin with x- are taken out before it is read. */
export const configSettings = mapSetting({
  version: z
    .literal(1, { error: 'Write version: 1, which is the version of this language.' })
    .describe('Always 1.'),
  listen: z
    .union([address, mapSetting({ at: address.describe('The address.'), ...accessSettings })], {
      error: WANTED,
    })
    .optional()
    .meta({ examples: ['127.0.0.1:8080', { at: ':8080', token: '${TIDEMARK_TOKEN}' }] })
    .describe(
      'Where /healthz, /readyz and /metrics are served; :8080 is every interface, port 0 any that is free. Default: nowhere.',
    ),
  state: textSetting('A directory is wanted here.')
    .optional()
    .describe(
      'Directory in which pipelines remember where they are. Default: nowhere; a restart begins anew.',
    ),
  sinks: namedMap('an output', partSetting('sink'))
    .optional()
    .describe('Outputs by name, for to, notify and rejected.'),
  notify: oneOrMore(partSetting('route'))
    .optional()
    .describe(
      'Where transitions of alerts go that do not say: outputs, or { to, severity, only: firing } for some of them. Default: stdout.',
    ),
  on_failure: z
    .enum(['continue', 'stop'], { error: 'Write continue or stop.' })
    .optional()
    .describe('What the other pipelines do when one fails for good. Default: continue.'),
  pipelines: namedMap('a pipeline', pipelineSettings).describe('The pipelines, by name.'),
});

export type ConfigSettings = z.output<typeof configSettings>;

/** Where a config listens, and who may ask there. */
export const listenOf = ({
  listen,
}: Pick<ConfigSettings, 'listen'>): { readonly address: Address; readonly access: Access } | undefined => {
  if (listen === undefined) return undefined;
  if (typeof listen === 'string') return { address: parseAddress(listen), access: {} };
  return { address: parseAddress(listen.at), access: accessOf(listen) };
};
