import * as z from 'zod';
import { jsonLines } from '../../io/sinks/json-lines.js';
import { stdout } from '../../io/sinks/stdout.js';
import { isQuiet, isTransition } from '../../operators/alert/alert-options.js';
import { readableRows } from '../../pipelines/text/readable-rows.js';
import { flagSetting } from '../settings/map-setting.js';
import { sinkSetting } from '../settings/sink-setting.js';
import type { SinkPart } from './part.js';

const settings = sinkSetting({
  stdout: flagSetting().describe('Write true.'),
  format: z
    .enum(['text', 'json'], { error: 'Write text or json.' })
    .optional()
    .describe(
      'For people or for programs. Default: text, or json with --json; the same on a terminal and piped.',
    ),
  initial: flagSetting()
    .optional()
    .describe('Says also of each alert that all is well at the start. Default: true.'),
});

/** Standard output. */
export const stdoutSink: SinkPart<z.output<typeof settings>> = {
  name: 'stdout',
  guarantee: 'at least once',
  settings,
  build: ({ format, initial = true }, { name, json, zone, zoneOf, colours, unitOf, alertOf }) => {
    const text =
      (format ?? (json ? 'json' : 'text')) === 'json'
        ? jsonLines()
        : readableRows({
            zone,
            colours,
            unitOf,
            ...(zoneOf !== undefined && { zoneOf }),
            ...(alertOf !== undefined && { alertOf }),
          });
    return stdout({
      ...(name !== undefined && { name }),
      format: initial ? text : (rows) => text(rows.filter(({ row }) => !isTransition(row) || !isQuiet(row))),
    });
  },
};
