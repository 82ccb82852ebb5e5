import * as z from 'zod';
import { flagSetting, mapSetting, oneOrMore, textSetting } from './map-setting.js';

const TOKEN =
  'A token is wanted here: ${NAME} of the environment, or { file: PATH } for one that may change.';
const HOST =
  'A name is wanted here, without a port, such as flows.example.com, *.example.com, or "*" for all.';

/** Who may ask a server: beside its address. */
export const accessSettings = {
  token: z
    .union([textSetting(TOKEN), mapSetting({ file: textSetting('The name of a file is wanted here.') })], {
      error: TOKEN,
    })
    .optional()
    .meta({ examples: ['${TIDEMARK_TOKEN}', { file: '/run/secrets/tidemark' }] })
    .describe(
      'What whoever asks sends as authorization: Bearer …, 16 characters at least; a file is read again when it changes. Needed where other machines reach the address. Default: none.',
    ),
  hosts: oneOrMore(
    textSetting(HOST).regex(/^(?:\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*|[\da-f:]*:[\da-f:.]*)$/i, { error: HOST }),
  )
    .optional()
    .meta({ examples: ['flows.example.com'] })
    .describe(
      'Names by which it is asked, in Host and by pages in Origin, besides those of this machine and of the address.',
    ),
  tls: mapSetting({
    cert: textSetting('The name of a file is wanted here.').describe(
      'Certificates in PEM, the own one first.',
    ),
    key: textSetting('The name of a file is wanted here.').describe('The private key in PEM.'),
  })
    .optional()
    .describe('Serve HTTPS; the files are read again when they change.'),
  open: flagSetting()
    .optional()
    .describe('Anybody who reaches the address may ask, also without a token. Default: false.'),
};

/** Those settings as they are written. */
export interface AccessSettings {
  readonly token?: string | { readonly file: string } | undefined;
  readonly hosts?: string | readonly string[] | undefined;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly open?: boolean | undefined;
}
