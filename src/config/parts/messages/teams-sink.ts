import type * as z from 'zod';
import { teamsSink as teams } from '../../../io/sinks/messages/teams-sink.js';
import { late } from '../../settings/late.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, linkSettings, messagePart, ofServices, together } from './message-part.js';

const settings = late(() =>
  sinkSetting({
    teams: addressSetting(
      'https://….logic.azure.com/workflows/…',
      'Address of a workflow that begins "when a Teams webhook request is received".',
    ),
    ...linkSettings(),
    ...together(),
    ...ofServices(),
  }),
);

/** A workflow of Microsoft Teams. */
export const teamsSink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'teams',
  settings,
  keys: ['link'],
  address: ({ teams: url }) => url,
  sink: ({ teams: url, link }, common) => teams({ ...common, url, ...(link !== undefined && { link }) }),
});
