import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { type ConfigPlan, type Override, planConfig } from '../../src/config/compile/plan-config.js';
import type { ConfigDocument } from '../../src/config/document/config-document.js';
import { parseYaml } from '../../src/config/document/parse-yaml.js';
import { formatDiagnostic } from '../../src/config/format-diagnostic.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { codecOf } from '../../src/config/parts/format.js';
import { Secrets } from '../../src/config/secrets.js';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Emitted, Sink } from '../../src/io/sinks/sink.js';
import type { Source } from '../../src/io/sources/source.js';
import { stdin } from '../../src/io/sources/stdin.js';
import type { Balance } from '../../src/pipelines/balance.js';
import type { PipelineSpec } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import type { RunOptions } from '../../src/pipelines/run-options.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';

/** The configs that people want to write, behind the grammar. */
export const EXAMPLES = resolve(import.meta.dirname, '../config/acceptance.yaml');

/** One of these configs, by its letter. */
export const exampleConfig = (letter: string): ConfigDocument => {
  const parsed = parseYaml(EXAMPLES, readFileSync(EXAMPLES, 'utf8'));
  // The first document is the grammar; (a) comes after it.
  const document = parsed[letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1]?.document;
  if (document === undefined) throw new Error(`There is no config (${letter}) in ${EXAMPLES}.`);
  return document;
};

/** Checks a config; throws what is wrong with it, as people would read it. */
export const planOf = (config: string | ConfigDocument, overrides: readonly Override[] = []): ConfigPlan => {
  const [parsed] = typeof config === 'string' ? parseYaml('test.yaml', config) : [];
  const document = typeof config === 'string' ? parsed?.document : config;
  if (document === undefined) throw new Error('The config is empty.');
  const secrets = new Secrets();
  const planned = planConfig(document, {
    parts: builtParts,
    environment: {},
    secrets,
    offline: true,
    overrides,
  });
  const diagnostics = [...(parsed?.diagnostics ?? []), ...planned.diagnostics];
  if (planned.plan !== undefined) return planned.plan;
  throw new Error(diagnostics.map((one) => formatDiagnostic(one, document.text)).join('\n'));
};

/** A row of a test, whose fields the test knows. */
// biome-ignore lint/suspicious/noExplicitAny: what the rows of a config have is in the config.
export type Said = Readonly<Record<string, any>>;

/** An output of a row as a test compares it: all that a program would be told. */
export interface Output {
  readonly stream: string;
  readonly id: string;
  readonly row: Said;
}

/** Keeps every row that it is told, once for each telling: two rows that say the same are two. */
export interface Collector extends Sink {
  readonly outputs: readonly Output[];
  of(stream: string): readonly Said[];
}

export const collector = (): Collector => {
  const stored = new Map<string, readonly Output[]>();
  const outputs = (): readonly Output[] => [...stored.values()].flat();
  return {
    name: 'collector',
    destination: 'collector',
    guarantee: 'exactly once',
    compose: (rows, { saved }) => {
      // A delivery of nothing would be a reason for the next commit, without end.
      if (rows.length === 0) return { deliveries: [], saved };
      const number = Number(saved ?? 0) + 1;
      const body = rows.map(({ stream, id, row }): Emitted => ({ pipeline: '', stream, id, row }));
      return {
        deliveries: [{ id: String(number), body: JSON.stringify(body), rows: rows.length }],
        saved: number,
      };
    },
    write: async ({ id, body }) => {
      stored.set(
        id,
        (JSON.parse(String(body)) as Output[]).map(({ stream, id, row }) => ({ stream, id, row })),
      );
    },
    close: async () => undefined,
    get outputs() {
      return outputs();
    },
    of: (name) => outputs().flatMap(({ stream, row }) => (stream === name ? [row] : [])),
  };
};

export interface BuildOptions {
  /** Takes the place of all sources. */
  readonly source?: Source<Row> | undefined;
  /** Takes the place of every sink. */
  readonly sink?: Sink;
}

/** The first pipeline of a config, with all its outputs in one sink. */
export const specOf = (
  { pipelines }: ConfigPlan,
  { source, sink = collector() }: BuildOptions = {},
): PipelineSpec<Row> => {
  const [plan] = pipelines;
  if (plan === undefined) throw new Error('There is no pipeline.');
  const nothing = (): void => undefined;
  const clock = virtualClock();
  const context = { clock, warn: nothing, inform: nothing, json: true, colours: false, remembers: false };
  return buildPipeline(plan, builtParts, context, source, () => sink);
};

/** These bytes, handed over so many at a time, in the format and with the fields of a config's first source. */
export const bytesFor = (plan: ConfigPlan, bytes: Buffer, readBytes = 65_536): Source<Row> => {
  function* pieces(): Generator<Buffer> {
    for (let from = 0; from < bytes.length; from += readBytes) yield bytes.subarray(from, from + readBytes);
  }
  return piecesFor(plan, pieces(), readBytes);
};

/** The same for what need not be in memory at once. */
export const piecesFor = (
  { pipelines }: ConfigPlan,
  pieces: Iterable<Buffer>,
  readBytes = 65_536,
): Source<Row> => {
  const [plan] = pipelines;
  const [source] = plan?.sources ?? [];
  if (plan === undefined || source === undefined) throw new Error('There is no source.');
  const format = source.part.format?.(source.settings) as Parameters<typeof codecOf>[0];
  return stdin({
    codec: codecOf(format, builtParts, plan.timeSettings, {
      around: source.part.around?.(source.settings) ?? {},
    }),
    fields: plan.needs,
    clock: virtualClock(),
    input: Readable.from(pieces, { objectMode: false, highWaterMark: readBytes }),
    live: false,
    readBytes,
  });
};

export interface ConfigRun {
  readonly outputs: readonly Output[];
  readonly balance: Balance;
  /** What went out under the name of a stream. */
  of(stream: string): readonly Said[];
  /** Every row that came out of a stream, whether it has outputs or not. */
  rowsOf(stream: string): readonly Said[];
  /** What whoever runs it is told. */
  readonly warnings: readonly string[];
}

/** Runs the first pipeline of a config to the end of its input. */
export const runConfig = async (
  plan: ConfigPlan,
  source?: Source<Row>,
  options: Partial<RunOptions> = {},
): Promise<ConfigRun> => {
  const sink = collector();
  const seen = new Map<string, Said[]>();
  const warnings: string[] = [];
  const balance = await run(specOf(plan, { source, sink }), {
    clock: virtualClock(),
    signal: new AbortController().signal,
    random: () => 0.5,
    onWarning: (message) => void warnings.push(message),
    watch: ({ name }, rows) => {
      const rowsOfStream = seen.get(name) ?? [];
      for (const row of rows) rowsOfStream.push(JSON.parse(JSON.stringify(row)));
      seen.set(name, rowsOfStream);
    },
    ...options,
  });
  return {
    outputs: sink.outputs,
    balance,
    of: sink.of,
    rowsOf: (name) => seen.get(name) ?? [],
    warnings,
  };
};

/** Every sum of a balance that does not add up: nothing, where every row is somewhere. */
export const faultsOf = ({
  lines,
  rows,
  held,
  rejected,
  skipped = 0,
  streams,
}: Balance): readonly string[] => {
  const total = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((sum, n) => sum + n, 0);
  const faults =
    lines === undefined || lines === rows + held + total(rejected) + skipped
      ? []
      : [`${lines} lines are not ${rows} + ${held} + ${JSON.stringify(rejected)}`];
  for (const stream of streams) {
    if (stream.rows !== stream.counted + stream.filtered + total(stream.rejected))
      faults.push(JSON.stringify(stream));
  }
  return faults;
};
