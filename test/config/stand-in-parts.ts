import * as z from 'zod';
import { builtParts } from '../../src/config/parts/built-parts.js';
import type { FieldInfo, Parts, SinkPart, SourcePart, UsePart } from '../../src/config/parts/part.js';
import { positiveDuration } from '../../src/config/settings/duration-setting.js';
import { mapSetting } from '../../src/config/settings/map-setting.js';
import { sinkSetting } from '../../src/config/settings/sink-setting.js';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Sink } from '../../src/io/sinks/sink.js';
import type { Source } from '../../src/io/sources/source.js';
import { memorySink } from '../../src/testing/memory-sink.js';

const TEXT: FieldInfo = { type: 'string' };
const BYTES: FieldInfo = { type: 'number', unit: 'size' };
const TIME: FieldInfo = { type: 'number', unit: 'duration' };

const silence: Source<Row> = { async *read() {} };
const text = z.string();

const source = (
  name: string,
  settings: z.ZodType,
  fields: Readonly<Record<string, FieldInfo>>,
): SourcePart<never> => ({
  name,
  settings,
  fields: () => ({ known: { time: { type: 'number' }, ...fields }, open: false }),
  build: () => silence,
});

const sink = (name: string, settings: z.ZodType): SinkPart<never> => ({
  name,
  guarantee: 'at least once',
  settings,
  build: () => ({ ...memorySink(), guarantee: 'at least once' }) as Sink<unknown> as Sink,
});

const flows = source('http', mapSetting({ http: text, retain: positiveDuration().optional() }), {
  vpc_id: TEXT,
  src_app: TEXT,
  dest_app: TEXT,
  bytes_tx: BYTES,
  bytes_rx: BYTES,
});

const files = source('directory', mapSetting({ directory: text, settle: positiveDuration(), to: text }), {
  path: TEXT,
  reason: TEXT,
  oldest: TIME,
});

const expectation = z.record(z.string(), z.unknown());
const probes = source(
  'urls',
  mapSetting({
    every: positiveDuration(),
    timeout: positiveDuration(),
    expect: expectation.optional(),
    urls: z.array(
      z.union([
        text,
        mapSetting({
          url: text,
          every: positiveDuration().optional(),
          expect: expectation.optional(),
          tags: expectation.optional(),
        }),
      ]),
    ),
  }),
  { url: TEXT, class: TEXT, detail: TEXT, total: TIME },
);

const canary = source('bucket', mapSetting({ bucket: text, every: positiveDuration() }), {
  probe: TEXT,
  class: TEXT,
  detail: TEXT,
  duration: TIME,
});

const use = (name: string, own: SourcePart<never>): UsePart => ({ name, tree: {}, source: own });

/** What is built, and stand-ins for every part of the language that is not: enough to check and to build all of it. */
export const allParts: Parts = {
  ...builtParts,
  sources: [...builtParts.sources, flows, files, probes, canary].filter(once),
  sinks: [...builtParts.sinks, sink('kinesis', sinkSetting({ kinesis: text, key: text }))].filter(once),
  uses: [
    ...builtParts.uses,
    use('flow-log', flows),
    use('file-shipper', files),
    use('web-monitor', probes),
    use('s3-monitor', canary),
  ].filter(once),
  planned: { sources: [], sinks: [], uses: [] },
};

/** The built one, where there is a stand-in besides. */
function once<T extends { readonly name: string }>({ name }: T, i: number, all: readonly T[]): boolean {
  return all.findIndex((other) => other.name === name) === i;
}
