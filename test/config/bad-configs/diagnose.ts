import type { Place } from '../../../src/config/diagnostic.js';
import { parseOverride } from '../../../src/config/parse-override.js';
import { fileSink } from '../../../src/config/parts/file-sink.js';
import { fileSource } from '../../../src/config/parts/file-source.js';
import { FORMATS } from '../../../src/config/parts/formats.js';
import { httpSink } from '../../../src/config/parts/http-sink.js';
import type { Parts } from '../../../src/config/parts/part.js';
import { stdinSource } from '../../../src/config/parts/stdin-source.js';
import { stdoutSink } from '../../../src/config/parts/stdout-sink.js';
import { type LoadedConfigs, planConfigs } from '../../../src/config/plan-configs.js';
import { parseConfig } from '../../../src/config/read-config.js';
import { accessLogUse } from '../../../src/config/ready-made/access-log.js';
import { Secrets } from '../../../src/config/secrets.js';

/** The parts that messages are tested with: they stay as they are when others are built. */
const PARTS: Parts = {
  sources: [fileSource, stdinSource],
  sinks: [stdoutSink, fileSink, httpSink],
  formats: FORMATS,
  uses: [accessLogUse],
  planned: {
    sources: ['http', 'directory', 'urls', 'bucket'],
    sinks: ['s3', 'kinesis', 'postgres'],
    uses: ['flow-log', 'file-shipper', 'web-monitor', 's3-monitor'],
  },
};

export interface DiagnoseOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly set?: readonly string[];
  readonly offline?: boolean;
  readonly parts?: Parts;
  readonly file?: string;
}

/** What `tidemark check` finds in a text; nothing but files of secrets is opened. */
export const diagnose = (text: string | Uint8Array, options: DiagnoseOptions = {}): LoadedConfigs => {
  const { environment = {}, set = [], offline = false, parts = PARTS, file = 'tidemark.yaml' } = options;
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return planConfigs(parseConfig(file, bytes), {
    parts,
    environment,
    secrets: new Secrets(),
    offline,
    overrides: set.map(parseOverride),
  });
};

/** The text without its marks, and the place between them, cut off at the end of its first line; none where there are no marks. */
export const marked = (text: string): { readonly text: string; readonly place?: Place } => {
  const from = text.indexOf('⟦');
  if (from === -1) return { text };
  const to = text.indexOf('⟧') - 1;
  const plain = text.replace('⟦', '').replace('⟧', '');
  // A byte order mark is no character of the first line.
  const start =
    plain.lastIndexOf('\n', from - 1) +
    1 +
    (plain.startsWith('\uFEFF') && from < plain.indexOf('\n') ? 1 : 0);
  const newline = plain.indexOf('\n', from);
  const lineEnd = newline === -1 ? plain.length : newline;
  const end = Math.min(to, lineEnd);
  return {
    text: plain,
    place: {
      line: plain.slice(0, from).split('\n').length,
      column: from - start + 1,
      length: Math.max(1, end - from),
    },
  };
};
