import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/**
 * Where a promise waits for a callback or an event, how often, and why that comes, always. A stream may end, fail or be
 * closed instead of what is waited for, and zlib calls nobody back where its data ends before its input does: whoever adds a
 * line says what answers then.
 */
const WAITING: Readonly<Record<string, readonly [times: number, why: string]>> = {
  'cli/generate-sites.ts': [1, 'a signal; the sites keep the process alive until then'],
  'cli/web-monitor/listed-targets.ts': [1, 'silence, the end, close or an error of the stream'],
  'config/parts/can-connect.ts': [1, 'a connection is made, fails, or a timer ends it'],
  'config/testing/feed-source.ts': [1, 'a sleep of a test, ended by its signal'],
  'config/testing/feeds-of.ts': [1, 'a clock that stands still: whoever sleeps by it is left alone'],
  'io/actions/acting/acting-run.ts': [1, 'woken by outcomes, pulls, a stop and abandon'],
  'io/actions/check/http/exchange.ts': [1, 'an answer, error, end, close, or the deadline'],
  'io/actions/check/net/ask-addresses.ts': [1, 'c-ares ends both questions, or a timer the slower one'],
  'io/actions/check/net/or-aborted.ts': [1, 'what is waited for, or the deadline'],
  'io/actions/check/net/race.ts': [1, 'connected, an error of the last address, or the deadline'],
  'io/actions/check/net/secure.ts': [1, 'secureConnect, error, close, or the deadline'],
  'io/actions/check/net/tunnel.ts': [1, 'an answer, error, end, close, or the deadline'],
  'io/actions/check/net/turns.ts': [1, 'whoever is done hands on its turn; c-ares ends each question'],
  'io/actions/upload.ts': [1, 'zlib calls back, once'],
  'io/actions/upload/byte-budget.ts': [
    1,
    'those before it, each of which ends within the deadlines of its requests',
  ],
  'io/clock.ts': [1, 'a timer, or the signal'],
  'io/disk/descriptor.ts': [4, 'fs calls back, once'],
  'io/http/http-server.ts': [
    2,
    'listening or an error; closed when all connections are, which end within their limits',
  ],
  'io/http/line.ts': [1, 'the end of a task before it'],
  'io/http/memory-budget.ts': [1, 'room, or a timer'],
  'io/http/read-body.ts': [1, 'end or close of a request'],
  'io/http/steps.ts': [1, 'the line, which is gone through in every turn'],
  'io/actions/check/tcp/talk.ts': [1, 'data, end, close, an error, or the deadline'],
  'io/compression/inflater.ts': [1, 'the callback, the end, an error, and close answer'],
  'io/journal/append-groups.ts': [2, 'setImmediate; a timer'],
  'io/leases/postgres-leases.ts': [1, 'a timer'],
  'io/object-store/s3/attempts.ts': [1, 'what is waited for, or the deadline'],
  'io/object-store/s3/request-handler.ts': [1, 'an answer, error, or the end of the attempt'],
  'io/postgres/postgres-pool.ts': [1, 'a session that comes back, or the signal'],
  'io/sinks/stdout.ts': [1, 'the callback of the write, or abandon'],
  'io/sources/directory/walk-directory.ts': [1, 'fs calls back for each file'],
  'io/sources/fan-in/fan-in-run.ts': [1, 'woken by members; a run that hangs is abandoned by Pulls'],
  'io/sources/file/looking/stat-all.ts': [1, 'fs calls back for each path'],
  'io/sources/journaled.ts': [1, 'woken by entries, a tick, a stop'],
  'io/sources/journaled/journaled-run.ts': [1, 'a batch is kept, failed, or answered when the run closes'],
  'io/sources/stdin.ts': [1, 'woken by readable, end, error, close and a stop'],
  'pipelines/graph-view.ts': [
    1,
    'whoever reads states in steps, which end with the connection at the latest',
  ],
  'pipelines/access-log/generator/text-output.ts': [2, 'drain, close and error; the callback of a write'],
  'io/kinesis/or-aborted.ts': [1, 'what is waited for, or the signal'],
  'io/sinks/kinesis/keyed-sender.ts': [
    1,
    'the last place of its rows or a failed request; whoever writes waits for the signal too',
  ],
  'pipelines/web-monitor/sites/serve-sites.ts': [
    1,
    'listening or an error; closed when all connections are, which have been destroyed',
  ],
  'pipelines/or-abandoned.ts': [1, 'what is waited for, or the signal'],
  'pipelines/outbox.ts': [1, 'woken by deliveries, a failure and the signal'],
  'pipelines/pulls.ts': [1, 'the source, or abandon'],
  'testing/virtual-clock.ts': [1, 'a sleep, ended by time or its signal'],
};

const PATTERNS = [
  /\bnew Promise\b/g,
  /\bimport \{[^}]*\bon(?:ce)?\b[^}]*\} from 'node:events'/g,
  /\bpromisify\(/g,
  /\bwithResolvers\b/g,
  // Of node:stream: both have their own pitfalls with streams that are closed already.
  /\bfrom 'node:stream\/promises'/g,
  /\bfinished\(/g,
];

const waitsIn = (code: string): number => {
  const plain = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
  return PATTERNS.reduce((sum, pattern) => sum + [...plain.matchAll(pattern)].length, 0);
};

it('finds every way to wait', () => {
  const ways = [
    'new Promise(',
    "import { once } from 'node:events'",
    'promisify(f)',
    'Promise.withResolvers()',
    'await finished(s)',
  ];
  expect(ways.map(waitsIn)).toEqual([1, 1, 1, 1, 1]);
  expect(waitsIn("import { pipeline } from 'node:stream/promises'")).toBe(1);
  expect(waitsIn("process.once('exit', x); // new Promise\n/* once( */")).toBe(0);
});

it('no promise waits for a callback that may never come: each is known, with what answers it', () => {
  const found: Record<string, number> = {};
  for (const entry of readdirSync(SRC, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = relative(SRC, join(entry.parentPath, entry.name));
    const times = path.startsWith('page/') ? 0 : waitsIn(readFileSync(join(SRC, path), 'utf8'));
    if (times > 0) found[path] = times;
  }
  expect(found).toEqual(Object.fromEntries(Object.entries(WAITING).map(([path, [times]]) => [path, times])));
});
