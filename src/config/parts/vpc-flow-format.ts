import * as z from 'zod';
import type { Codec } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { vpcFlow } from '../../io/codecs/vpc-flow/vpc-flow.js';
import { VPC_FLOW_ABOUT } from '../../io/codecs/vpc-flow/vpc-flow-about.js';
import { WatchedTable } from '../../io/lookup/watched-table.js';
import { APP_COLUMNS, appDirectory, INTERFACE } from '../../pipelines/flow-log/vpc/app-directory.js';
import { AppNaming } from '../../pipelines/flow-log/vpc/app-naming.js';
import { APPS_ABOUT } from '../../pipelines/flow-log/vpc/apps-about.js';
import { withAppFields } from '../../pipelines/flow-log/vpc/with-app-fields.js';
import { late } from '../settings/late.js';
import { mapSetting, textSetting } from '../settings/map-setting.js';
import { codecFields } from './codec-fields.js';
import type { FormatTable } from './format-table.js';
import { given } from './given.js';
import { originalNames } from './known-fields.js';
import type { FormatPart } from './part.js';

const WANTED =
  'The name of a file is wanted here, such as apps.csv, or a map: an interface, address or network, a colon, and { app: … }.';

/** Interfaces stand beside networks in a table, and whose VPC it is may be left to the records. */
const APP_DETAILS = { optional: new Set(['vpc']), names: INTERFACE };

const vpcFlowSettings = late(() =>
  mapSetting({
    header: textSetting('The names of the fields are wanted here.')
      .optional()
      .describe('The fields, for files without a header line: as a header, or as the format given to AWS.'),
    time: z
      .enum(['start', 'end'], { error: 'Write start or end.' })
      .optional()
      .describe('Which end of its interval is the time of a record. Default: start.'),
    apps: z
      .union(
        [
          textSetting(WANTED).min(1, { error: 'The name of a file is missing.' }),
          z.record(
            z.string(),
            mapSetting({
              app: textSetting('The name of an app is wanted here.').describe('Whose it is.'),
              vpc: textSetting('The id of a VPC is wanted here.')
                .optional()
                .describe('Default: what the record says.'),
            }),
            { error: WANTED },
          ),
        ],
        { error: WANTED },
      )
      .optional()
      .meta({ examples: ['apps.csv', { 'eni-0a1b': { app: 'web' }, '10.0.1.0/24': { app: 'db' } }] })
      .describe(
        'Whose interfaces, addresses and networks are: rows then have src_app, dest_app, vpc_id, bytes_tx, bytes_rx and hour too. Or a file that says it, read as those of lookup are: network, app and, where there is one, vpc.',
      ),
  }).optional(),
);

type VpcFlowSettings = z.output<ReturnType<typeof vpcFlowSettings>>;

const vpcFlowCodec = ({ apps, ...settings }: NonNullable<VpcFlowSettings> = {}): Codec<Row> => {
  const codec = vpcFlow(given(settings));
  if (apps === undefined) return codec;
  // What is wrong with them is said when a config is planned.
  if (typeof apps !== 'string') appDirectory(apps);
  return withAppFields(codec);
};

const appsTable = ({ apps }: NonNullable<VpcFlowSettings> = {}): FormatTable | undefined => {
  if (apps === undefined) return undefined;
  const setting = 'apps';
  if (typeof apps !== 'string')
    return {
      setting,
      extension: ({ warn }) => new AppNaming({ table: appDirectory(apps), called: setting, warn }),
    };
  const file = { path: apps, columns: APP_COLUMNS, details: APP_DETAILS };
  return {
    setting,
    file,
    extension: ({ clock, warn }) =>
      new AppNaming({ table: new WatchedTable({ ...file, clock, warn }), called: apps, warn }),
  };
};

/** AWS VPC flow logs, with whose the addresses are where that is said. */
export const vpcFlowFormat: FormatPart<VpcFlowSettings> = {
  name: 'vpc-flow',
  summary: 'AWS VPC flow logs, versions 2 to 11, fields in any order.',
  get settings() {
    return vpcFlowSettings();
  },
  fields: (settings) => ({
    ...codecFields(vpcFlowCodec(settings), [...VPC_FLOW_ABOUT, ...APPS_ABOUT]),
    names: originalNames(VPC_FLOW_ABOUT),
  }),
  takesTime: false,
  codec: vpcFlowCodec,
  table: appsTable,
};
