import { parse } from 'yaml';
import { countOf } from '../../io/text/count-of.js';
import { oneLine } from '../../io/text/one-line.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { isTree } from '../is-tree.js';
import { parseTargetUrl } from '../parts/urls/target-url.js';
import { configText } from '../ready-made/config-text.js';
import type { ConfigTree } from '../ready-made/config-tree.js';
import { isBlackbox, readBlackbox } from './blackbox/read-blackbox.js';
import { ForeignMap, type Note } from './foreign-map.js';
import { isGatus, readGatus } from './gatus/read-gatus.js';
import { isKuma, readKuma } from './read-kuma.js';
import { isUpptime, readUpptime } from './read-upptime.js';
import type { Taken, TakenTarget } from './taken-target.js';
import { writtenTarget } from './written-target.js';

/** A file, by the name that people know it by. */
export interface ForeignFile {
  readonly name: string;
  readonly text: string;
}

export interface MadeConfig {
  /** YAML, with what was not taken over as comments at its top. */
  readonly text: string;
  /** In words, one for each thing that was not taken over. */
  readonly notes: readonly string[];
  /** What it is made of, and how much. */
  readonly summary: string;
}

interface Program {
  readonly name: string;
  readonly is: (root: ForeignMap) => boolean;
  readonly read: (roots: readonly ForeignMap[]) => Taken;
}

const PROGRAMS: readonly Program[] = [
  { name: 'kuma', is: isKuma, read: readKuma },
  { name: 'blackbox', is: isBlackbox, read: readBlackbox },
  { name: 'upptime', is: isUpptime, read: readUpptime },
  { name: 'gatus', is: isGatus, read: readGatus },
];

/**
 * A config of ours out of those of other monitors: Gatus, blackbox_exporter with the Prometheus that scrapes it, Upptime, and
 * the backup of Uptime Kuma. Throws a TidemarkError 'unknown-format' for what is none of them, or has no targets.
 */
export const initConfig = (files: readonly ForeignFile[]): MadeConfig => {
  const notes: string[] = [];
  const note: Note = (where, what) => {
    notes.push(oneLine(where === '' ? what : `${where}: ${what}`));
  };
  const byProgram = new Map<Program, ForeignMap[]>();
  for (const file of files) {
    const root = new ForeignMap(parsed(file), files.length > 1 ? file.name : '', note);
    const program = PROGRAMS.find(({ is }) => is(root));
    if (program === undefined) throw unknown(file.name);
    byProgram.set(program, [...(byProgram.get(program) ?? []), root]);
  }
  const all = Array.from(byProgram, ([{ read }, roots]) => read(roots));
  const count = all.reduce((sum, { targets }) => sum + targets.length, 0);
  const summary = all
    .map(({ program, targets }) => `${countOf(targets.length, 'target')} of ${program}`)
    .join(', ');
  if (count === 0) throw nothing(files, notes);
  const pipelines: Record<string, ConfigTree> = {};
  for (const taken of all) {
    const name = all.length === 1 ? 'sites' : taken.program.toLowerCase().replace(/[^a-z]+/g, '-');
    pipelines[name] = { use: 'web-monitor', source: sourceOf(taken, note) };
  }
  const tree: ConfigTree = { version: 1, pipelines };
  const remarks = all.some(({ targets }) => targets.some(hasPlainSecret)) ? [PLAIN_SECRETS] : [];
  return { text: `${commentsOf(files, summary, remarks, notes)}${configText(tree)}`, notes, summary };
};

/** Of checks that say nothing else, in milliseconds. */
const TIMEOUT = 10_000;

/** They stood there as plainly. */
const PLAIN_SECRETS =
  'Passwords stand in this file as they did in that; ${NAME} and ${file:PATH} keep them out.';
const hasPlainSecret = ({ basic, bearer }: TakenTarget): boolean =>
  [basic?.password, bearer].some((text) => text !== undefined && text !== '' && !text.includes('${'));

const sourceOf = ({ targets, defaults, program }: Taken, note: Note): ConfigTree => {
  const { timeout = TIMEOUT } = defaults;
  const names = new Set<string>();
  const urls = targets.flatMap((target) => {
    const fault = urlFault(target.url);
    if (fault !== undefined) {
      note(target.name ?? target.url, `${fault} It is left out`);
      return [];
    }
    const name = freeName(target, names);
    const where = target.name ?? target.url;
    const { name: _, ...rest } = target;
    return [writtenTarget(name === target.url ? rest : { ...rest, name }, where, note, timeout)];
  });
  return { ...writtenTarget(defaults, program, note, timeout), urls };
};

/** What is to be filled in can be anything. */
const urlFault = (url: string): string | undefined => {
  if (url.includes('${')) return undefined;
  try {
    parseTargetUrl(url);
    return undefined;
  } catch (error) {
    if (error instanceof TidemarkError) return error.message;
    throw error;
  }
};

/** Names tell targets apart, and other programs let several have one. */
const freeName = ({ name, url, group }: TakenTarget, names: Set<string>): string => {
  const wanted = name ?? url;
  const others = [
    ...(group === undefined ? [] : [`${group}/${wanted}`]),
    ...(name === undefined ? [] : [`${wanted} ${url}`]),
  ];
  let found = [wanted, ...others].find((one) => !names.has(one));
  for (let number = 2; found === undefined; number++)
    if (!names.has(`${wanted} ${number}`)) found = `${wanted} ${number}`;
  names.add(found);
  return found;
};

const parsed = ({ name, text }: ForeignFile): Readonly<Record<string, unknown>> => {
  let value: unknown;
  try {
    // Some write a key twice, or bytes as !!binary.
    value = parse(text, { uniqueKeys: false, customTags: ['binary'], merge: true, logLevel: 'error' });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new TidemarkError(
      'unknown-format',
      `${name} is neither YAML nor JSON: ${reason.replace(/[:.]$/, '')}.`,
      {
        cause: error,
      },
    );
  }
  if (Array.isArray(value)) return { sites: value };
  if (isTree(value)) return value;
  throw unknown(name);
};

const unknown = (name: string): TidemarkError =>
  new TidemarkError(
    'unknown-format',
    `${name} is no config that is known: of Gatus (endpoints), blackbox_exporter (modules) and Prometheus (scrape_configs), Upptime (sites) or Uptime Kuma (monitorList).`,
  );

const nothing = (files: readonly ForeignFile[], notes: readonly string[]): TidemarkError =>
  new TidemarkError(
    'unknown-format',
    `There is nothing to check in ${files.map(({ name }) => name).join(', ')}${notes.length === 0 ? '' : `: ${notes.slice(0, 5).join('; ')}`}.`,
  );

const commentsOf = (
  files: readonly ForeignFile[],
  summary: string,
  remarks: readonly string[],
  notes: readonly string[],
): string => {
  const lines = [
    `Made of ${files.map(({ name }) => name).join(', ')}: ${summary}.`,
    ...remarks,
    ...(notes.length > 0 ? ['', 'Not taken over:', ...notes.map((one) => `- ${one}`)] : []),
  ];
  return `${lines.map((line) => `# ${oneLine(line)}`.trimEnd()).join('\n')}\n\n`;
};
