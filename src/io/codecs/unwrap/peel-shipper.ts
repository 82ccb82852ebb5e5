import type { Envelope } from './envelope.js';

const OPEN = 0x7b;
const CLOSE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAY_HOLD = /"(?:log|message|line|textPayload|short_message)"\s*:\s*"/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Where shippers put a line, and what else of theirs is there: all of one of the lists. */
const SHAPES: readonly (readonly [text: string, marks: readonly (readonly string[])[]])[] = [
  // Fluent Bit and Fluentd, of Kubernetes, of ECS and by themselves.
  ['log', [['kubernetes'], ['stream'], ['date'], ['logtag'], ['container_name'], ['@timestamp']]],
  [
    'message',
    [
      ['logtag'],
      ['kubernetes', 'stream'],
      // Filebeat and its like.
      ['@timestamp', 'agent'],
      ['@timestamp', 'beat'],
      ['@timestamp', 'input'],
      // Vector; events of CloudWatch; stern as JSON.
      ['timestamp', 'source_type'],
      ['timestamp', 'ingestionTime'],
      ['podName', 'containerName'],
    ],
  ],
  // GELF.
  ['short_message', [['version', 'host']]],
  // logcli --output=jsonl, gcloud logging read.
  ['line', [['labels', 'timestamp']]],
  [
    'textPayload',
    [
      ['timestamp', 'resource'],
      ['timestamp', 'insertId'],
    ],
  ],
];

type Json = Readonly<Record<string, unknown>>;

/** A JSON object of a shipper that holds a line as a text. `objectsOnly`: only one that holds JSON as a text. */
export function peelShipper(out: Envelope, objectsOnly: boolean): boolean {
  const { bytes, from, to } = out;
  if (bytes[from] !== OPEN || bytes[to - 1] !== CLOSE) return false;
  if (objectsOnly && !holdsObject(bytes, from, to)) return false;
  const text = bytes.toString('utf8', from, to);
  const entry = MAY_HOLD.test(text) ? objectOf(text) : undefined;
  const line = entry && lineOf(entry);
  if (entry === undefined || line === undefined || (objectsOnly && !line.startsWith('{'))) return false;
  out.tellKnownTime(timeIn(entry));
  out.tellText(
    'pod',
    firstText(entry, [
      'kubernetes.pod_name',
      'kubernetes.pod.name',
      'resource.labels.pod_name',
      'labels.pod',
      'podName',
    ]),
  );
  out.tellText(
    'container',
    firstText(entry, [
      'kubernetes.container_name',
      'kubernetes.container.name',
      'resource.labels.container_name',
      'labels.container',
      'containerName',
      'container_name',
      'container.name',
    ]),
  );
  const stream = firstText(entry, ['stream', 'source']);
  if (stream === 'stdout' || stream === 'stderr') out.tellText('log_stream', stream);
  out.tellText(
    'log_host',
    firstText(entry, ['host', 'host.name', 'kubernetes.host', 'kubernetes.node.name', 'agent.hostname']),
  );
  out.isPartial = entry.logtag === 'P';
  const payload = Buffer.from(line.replace(/\r?\n$/, ''), 'utf8');
  out.payload(payload, 0, payload.length);
  return true;
}

/** Whether some text of it begins with a brace: `"{\`. */
function holdsObject(bytes: Buffer, from: number, to: number): boolean {
  // Of three bytes in a row every third byte is one.
  for (let i = from + 2; i < to; i += 3) {
    const byte = bytes[i];
    if (byte === OPEN ? beginsObject(bytes, i - 1) : byte === BACKSLASH && beginsObject(bytes, i - 2))
      return true;
    if (byte === QUOTE && beginsObject(bytes, i)) return i + 2 < to;
  }
  return false;
}

const beginsObject = (bytes: Buffer, at: number): boolean =>
  bytes[at] === QUOTE && bytes[at + 1] === OPEN && bytes[at + 2] === BACKSLASH;

function objectOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function lineOf(entry: Json): string | undefined {
  for (const [name, marks] of SHAPES) {
    const line = entry[name];
    const isOne = marks.some((all) => all.every((mark) => entry[mark] !== undefined));
    if (typeof line === 'string' && isOne) return line;
  }
  return undefined;
}

/** Epoch milliseconds; NaN where nobody says it, or not in which zone. */
function timeIn(entry: Json): number {
  for (const name of ['@timestamp', 'timestamp', 'time', 'date']) {
    const value = entry[name];
    if (typeof value === 'number' && value > 1e8) return Math.floor(value < 1e11 ? value * 1000 : value);
    if (typeof value === 'string' && INSTANT.test(value))
      return Date.parse(value.replace(/(\.\d{3})\d+/, '$1'));
  }
  return Number.NaN;
}

/** The first of these that is a text; a dot leads into an object. */
function firstText(entry: Json, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    let value: unknown = entry;
    for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
