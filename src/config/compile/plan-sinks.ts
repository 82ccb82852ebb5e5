import { TidemarkError } from '../../operators/tidemark-error.js';
import { needsAll } from '../../pipelines/sinks/needs-all.js';
import type { SinkBuffer } from '../../pipelines/sinks/sink-buffer.js';
import type { ConfigCode, Path } from '../diagnostic.js';
import { pathKey } from '../document/config-document.js';
import { explainIssues } from '../explain-issues.js';
import { serviceAt, serviceWritten } from '../parts/known-hosts.js';
import type { SinkPart } from '../parts/part.js';
import { ONCE } from '../settings/map-setting.js';
import type { PartSetting } from '../settings/part-setting.js';
import type { BufferSettings } from '../settings/sink-setting.js';
import type { Planner } from './planner.js';
import { retype, type Tree } from './retype.js';

/** A sink that somebody writes to: one that is named is one sink wherever its name stands. */
export interface PlannedSink {
  /** Two with the same identity are the same sink. */
  readonly identity: string;
  /** What the config calls it; undefined for one that is written out where it is used. */
  readonly name: string | undefined;
  readonly part: SinkPart<never>;
  readonly settings: never;
  /** How much may wait for it; undefined where the config says nothing. */
  readonly buffer: SinkBuffer | undefined;
  readonly path: Path;
}

export type NamedSinks = ReadonlyMap<string, PlannedSink | undefined>;

const STDOUT = 'stdout';

/** The sinks of a config that have names. */
export const planNamedSinks = (
  planner: Planner,
  sinks: Readonly<Record<string, PartSetting>> | undefined,
): NamedSinks => {
  const named = new Map<string, PlannedSink | undefined>();
  for (const [name, setting] of Object.entries(sinks ?? {})) {
    const path = ['sinks', name];
    if (name === STDOUT) {
      planner.report('bad-value', path, 'stdout is always there; another output needs another name.', {
        part: 'key',
      });
    }
    if (typeof setting === 'string') {
      planner.report(
        'wrong-type',
        path,
        'An output is a map here, such as { file: out.jsonl } or { http: "https://…" }.',
        { suggestion: writtenOut(setting) && `write ${writtenOut(setting)}` },
      );
      named.set(name, undefined);
    } else named.set(name, planSink(planner, path, setting, `sink ${name}`, name));
  }
  return named;
};

/** What `to`, `notify` or `rejected` names or writes out. */
export const planSinks = (
  planner: Planner,
  path: Path,
  setting: PartSetting | readonly PartSetting[] | undefined,
  named: NamedSinks,
): readonly PlannedSink[] => {
  if (setting === undefined) return [];
  const isList = Array.isArray(setting);
  const list: readonly PartSetting[] = isList ? setting : [setting as PartSetting];
  return list.flatMap((one, i) => {
    const at = isList ? [...path, i] : path;
    if (typeof one === 'object') return planSink(planner, at, one, JSON.stringify(one)) ?? [];
    if (one === STDOUT) return stdoutOf(planner, at) ?? [];
    if (!named.has(one)) {
      const written = writtenOut(one);
      const suggestion = written === undefined ? {} : { suggestion: `write ${written}` };
      planner.reportUnknown('unknown-name', at, 'output', one, [...named.keys(), STDOUT], suggestion);
    }
    return named.get(one) ?? [];
  });
};

/** An address or a path stands where the name of an output is wanted: the output that it is of. */
const writtenOut = (name: string): string | undefined => {
  const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(name) ?? [];
  if (scheme !== undefined) {
    const service = serviceAt(name);
    if (service !== undefined) return serviceWritten(service, name);
    if (/^smtps?$/i.test(scheme))
      return `{ email: ops@example.com, from: tidemark@example.com, smtp: "${name}" }`;
    const kind = SCHEMES[scheme.toLowerCase()];
    return kind === undefined ? undefined : `{ ${kind}: "${name}" }`;
  }
  const host = `https://${name}`;
  const service = /^[\w-]+(?:\.[\w-]+)+\//.test(name) ? serviceAt(host) : undefined;
  if (service !== undefined) return serviceWritten(service, host);
  if (/^(?:mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(name))
    return `{ email: ${name.replace(/^mailto:/, '')}, from: tidemark@example.com, smtp: smtp://localhost:25 }`;
  if (/^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|example)(?::\d+)?\/|^localhost:\d+/.test(name))
    return `{ http: "http://${name}" }`;
  return /[./]/.test(name) ? `{ file: ${name} }` : undefined;
};

const SCHEMES: Readonly<Record<string, string>> = {
  http: 'http',
  https: 'http',
  s3: 's3',
  postgres: 'postgres',
  postgresql: 'postgres',
  file: 'file',
};

/** Standard output, which needs no settings. */
export const stdoutOf = (planner: Planner, path: Path): PlannedSink | undefined =>
  planSink(planner, path, { stdout: true }, STDOUT);

const planSink = (
  planner: Planner,
  path: Path,
  setting: Readonly<Record<string, unknown>>,
  identity: string,
  name?: string,
): PlannedSink | undefined => {
  const { sinks, planned } = planner.parts;
  const keys = Object.keys(setting);
  const part = sinks.find(({ name }) => keys.includes(name));
  if (part === undefined) {
    const later = planned.sinks.find((name) => keys.includes(name));
    if (later !== undefined) {
      planner.report('not-built', [...path, later], `The output ${later} is not built yet.`, { part: 'key' });
      return undefined;
    }
    if (keys.length === 0) {
      const suggestion = 'write for example { file: out.jsonl }';
      planner.report('missing-key', path, 'This output is empty.', { suggestion });
      return undefined;
    }
    const known = sinks.map(({ name }) => name);
    const options = { part: 'key' } as const;
    planner.reportUnknown('unknown-name', [...path, keys[0] ?? ''], 'output', keys[0] ?? '', known, options);
    return undefined;
  }
  const parsed = parsePart(planner, path, part, setting);
  if (parsed === undefined) return undefined;
  const settings = readTemplates(planner, path, part, parsed);
  for (const [key, message] of part.objections?.(settings) ?? []) objection(planner, [...path, key], message);
  for (const [key, message, suggestion] of part.doubts?.(settings) ?? [])
    planner.report('bad-value', [...path, key], message, { severity: 'warning', suggestion });
  return { identity, name, part, settings, buffer: planBuffer(planner, path, part, settings), path };
};

/**
 * What came from variables and files is no template, whatever it looks like. What is wrong with one is said as of all settings.
 */
const readTemplates = (planner: Planner, path: Path, part: SinkPart<never>, settings: never): never => {
  if (part.readTemplates === undefined) return settings;
  const outsideAt = (inner: Path, text: string) => planner.document.outsideRanges([...path, ...inner], text);
  try {
    // The same settings, but for texts that are read.
    return part.readTemplates(settings, outsideAt) as never;
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return settings;
  }
};

/** How much may wait for an output, as its settings say. */
const planBuffer = (
  planner: Planner,
  path: Path,
  part: SinkPart<never>,
  { buffer, full }: BufferSettings,
): SinkBuffer | undefined => {
  if (full === 'drop oldest' && needsAll(part)) {
    const message = `What goes to ${part.name} is written exactly once, each piece at its place, and none can be left out.`;
    planner.report('contradiction', [...path, 'full'], message, { suggestion: 'write full: wait' });
    return undefined;
  }
  if (buffer === undefined && full === undefined) return undefined;
  const { size, age } = buffer ?? {};
  return {
    ...(size !== undefined && { size }),
    ...(age !== undefined && { age }),
    ...(full !== undefined && { full }),
  };
};

/** A part's settings against its own schema. */
export const parsePart = (
  planner: Planner,
  path: Path,
  part: Judged,
  setting: unknown,
): never | undefined => {
  const parsed = part.settings?.safeParse(fitting(planner, path, part, setting), ONCE);
  if (parsed === undefined) return undefined;
  if (parsed.success) return parsed.data as never;
  explainIssues(planner, parsed.error?.issues ?? [], setting, path);
  return undefined;
};

/** The setting with what came from outside as what is wanted there: a number, or true. */
export const fitting = (planner: Planner, path: Path, { settings }: Judged, setting: unknown): unknown => {
  const parsed = settings?.safeParse(setting, ONCE);
  if (parsed?.success !== false || typeof setting !== 'object' || setting === null) return setting;
  const copy = structuredClone(setting) as Tree;
  return retype(copy, parsed.error?.issues ?? [], planner.filled, path) ? copy : setting;
};

interface Judged {
  readonly settings?: { safeParse(value: unknown, how: typeof ONCE): SafeResult };
}

interface SafeResult {
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: { readonly issues: Parameters<typeof explainIssues>[1] } | undefined;
}

export const objection = (
  planner: Planner,
  path: Path,
  message: string,
  code: ConfigCode = 'bad-value',
): void => {
  // Of a map that holds what nobody has looked at, nothing can be said.
  const start = pathKey(path).slice(0, -1);
  if (![...planner.unknown].some((unknown) => unknown.startsWith(start)))
    planner.report(code, path, message.replace(/^\w+ sink: /, ''));
};
