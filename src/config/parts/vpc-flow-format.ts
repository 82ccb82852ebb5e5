import * as z from 'zod';
import type { Codec } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { vpcFlow } from '../../io/codecs/vpc-flow/vpc-flow.js';
import { VPC_FLOW_ABOUT } from '../../io/codecs/vpc-flow/vpc-flow-about.js';
import { AppDirectory } from '../../pipelines/flow-log/vpc/app-directory.js';
import { APPS_ABOUT } from '../../pipelines/flow-log/vpc/apps-about.js';
import { withApps } from '../../pipelines/flow-log/vpc/with-apps.js';
import { mapSetting, textSetting } from '../settings/map-setting.js';
import { codecFields } from './codec-fields.js';
import { given } from './given.js';
import { originalNames } from './known-fields.js';
import type { FormatPart } from './part.js';

const vpcFlowSettings = mapSetting({
  header: textSetting('The names of the fields are wanted here.')
    .optional()
    .describe('The fields, for files without a header line: as a header, or as the format given to AWS.'),
  time: z
    .enum(['start', 'end'], { error: 'Write start or end.' })
    .optional()
    .describe('Which end of its interval is the time of a record. Default: start.'),
  apps: z
    .record(
      z.string(),
      mapSetting({
        app: textSetting('The name of an app is wanted here.').describe('Whose it is.'),
        vpc: textSetting('The id of a VPC is wanted here.')
          .optional()
          .describe('Default: what the record says.'),
      }),
      { error: 'A map is wanted here: an interface, address or network, a colon, and { app: … }.' },
    )
    .optional()
    .meta({ examples: [{ 'eni-0a1b': { app: 'web' }, '10.0.1.0/24': { app: 'db' } }] })
    .describe(
      'Whose interfaces, addresses and networks are: rows then have src_app, dest_app, vpc_id, bytes_tx, bytes_rx and hour too.',
    ),
}).optional();

type VpcFlowSettings = z.output<typeof vpcFlowSettings>;

const vpcFlowCodec = ({ apps, ...settings }: NonNullable<VpcFlowSettings> = {}): Codec<Row> => {
  const codec = vpcFlow(given(settings));
  return apps === undefined ? codec : withApps(codec, new AppDirectory(apps));
};

/** AWS VPC flow logs, with whose the addresses are where that is said. */
export const vpcFlowFormat: FormatPart<VpcFlowSettings> = {
  name: 'vpc-flow',
  summary: 'AWS VPC flow logs, versions 2 to 11, fields in any order.',
  settings: vpcFlowSettings,
  fields: (settings) => ({
    ...codecFields(vpcFlowCodec(settings), [...VPC_FLOW_ABOUT, ...APPS_ABOUT]),
    names: originalNames(VPC_FLOW_ABOUT),
  }),
  takesTime: false,
  codec: vpcFlowCodec,
};
