import type { YAMLError } from 'yaml';
import type { ConfigCode, Diagnostic } from '../diagnostic.js';
import { bracketFault } from './bracket-fault.js';
import type { ConfigDocument } from './config-document.js';
import { quoted, valueAt } from './value-at.js';

interface Explanation {
  readonly code: Extract<ConfigCode, 'syntax' | 'yaml-trap' | 'duplicate-key'>;
  readonly message: string;
  readonly suggestion?: string;
  /** What is to blame, where the library points elsewhere. */
  readonly range?: readonly [start: number, end: number];
}

/** Faults that leave the rest of the text readable: several of them may be said at once. */
const LOCAL: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED', 'BAD_ALIAS']);

/** What the YAML library says, in the words of somebody who wants to watch a log: after a slip in the form, only the first. */
export const explainYaml = (document: ConfigDocument, errors: readonly YAMLError[]): Diagnostic[] => {
  const [first] = errors.filter(({ code }) => !LOCAL.has(code));
  const told = errors.filter((error) => LOCAL.has(error.code) || error === first);
  return told.map((error) => {
    const { code, message, suggestion, range } = explain(error, document.text);
    const [from, to] = range ?? error.pos;
    return {
      code,
      severity: 'error',
      message,
      ...(suggestion !== undefined && { suggestion }),
      file: document.file,
      place: document.at(from, Math.max(to, from + 1)),
    };
  });
};

const explain = (error: YAMLError, text: string): Explanation => {
  const [from] = error.pos;
  const value = valueAt(text, from);
  const written = text.slice(...value);
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const [word] = /^"[^"\n]*"|^'[^'\n]*'|^[^\s:]+(?:\s+[^\s:]+)*/.exec(text.slice(from, from + 100)) ?? [
        '',
      ];
      return {
        code: 'duplicate-key',
        message: `The key "${word.replace(/^["']|["']$/g, '')}" is there twice in one map; only one of them could count.`,
        suggestion: 'remove one, or give it another name',
        range: [from, from + word.length],
      };
    }
    case 'TAB_AS_INDENT':
      return {
        code: 'yaml-trap',
        message: 'YAML does not take tabs for indentation.',
        suggestion: 'write spaces',
        range: tabsBefore(text, from),
      };
    case 'TAG_RESOLVE_FAILED':
      return written.startsWith('!!')
        ? {
            code: 'yaml-trap',
            message: 'YAML takes a value that begins with !! as a type of its own; configs have none.',
            suggestion: 'take it out',
          }
        : {
            code: 'yaml-trap',
            message: 'YAML takes a value that begins with ! as a tag.',
            suggestion: `put it in quotes: ${quoted(written)}`,
            range: value,
          };
    case 'BAD_ALIAS':
      return {
        code: 'yaml-trap',
        message: 'YAML takes a value that begins with * or & for an alias or an anchor, and this is none.',
        suggestion: `put it in quotes: ${quoted(written)}`,
        range: value,
      };
    case 'BAD_SCALAR_START':
      return {
        code: 'yaml-trap',
        message: `A YAML value cannot begin with ${text[from] ?? 'this'}.`,
        suggestion: `put it in quotes: ${quoted(written)}`,
        range: value,
      };
    default:
      return explainForm(error, text);
  }
};

const tabsBefore = (text: string, at: number): readonly [number, number] => {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const [indent] = /^[ \t]*/.exec(text.slice(start)) ?? [''];
  const tab = indent.indexOf('\t');
  return tab === -1 ? [at, at + 1] : [start + tab, start + indent.length];
};

const explainForm = (error: YAMLError, text: string): Explanation => {
  const [from, to] = error.pos;
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const newline = text.indexOf('\n', from);
  const lineEnd = newline === -1 ? text.length : newline;
  const trap = variableTrap(text, lineStart, lineEnd) ?? braceTrap(text, lineStart, lineEnd);
  if (trap !== undefined) return trap;
  const fault = bracketFault(text);
  if (fault?.comment !== undefined) return commentTrap(text, fault.comment);
  if (fault !== undefined)
    return {
      code: 'syntax',
      message: fault.message,
      suggestion: fault.suggestion,
      range: [fault.at, fault.at + 1],
    };
  const colon = colonTrap(text, lineStart, lineEnd);
  if (colon !== undefined) return colon;
  const indent = /^\s*/.exec(text.slice(lineStart, lineEnd))?.[0].length ?? 0;
  const word = /^[^\s:]*/.exec(text.slice(lineStart + indent, lineEnd))?.[0].length ?? 1;
  if (error.code === 'BAD_INDENT')
    return {
      code: 'syntax',
      message: 'This line is indented differently from its neighbours.',
      suggestion: 'begin all keys of a map in the same column',
      range: [lineStart + indent, lineStart + indent + Math.max(1, word)],
    };
  const extra = /^[,}\]]/.exec(text.slice(from))?.[0];
  if (extra !== undefined)
    return {
      code: 'syntax',
      message: extra === ',' ? 'There is a comma too many.' : `This ${extra} closes nothing.`,
      suggestion: 'take it out',
    };
  const rest = error.message.replace(/\s+/g, ' ').replace(/\.?$/, '.');
  const what = text.slice(from, Math.min(to, from + 20)).trim();
  return {
    code: 'syntax',
    message: `This is no YAML${what === '' ? '' : ` at ${JSON.stringify(what)}`}: ${rest}`,
  };
};

/** `{ message: see #ops }`: nothing behind the # is read, the brace neither. */
const commentTrap = (text: string, hash: number): Explanation => {
  const lineStart = text.lastIndexOf('\n', hash) + 1;
  const before = text.slice(lineStart, hash);
  const start = lineStart + (/^.*[:,[{]\s+(?=\S)/.exec(before.trimEnd())?.[0].length ?? before.search(/\S/));
  const [rest = ''] = /^[^,}\]\n]*/.exec(text.slice(hash)) ?? [];
  const end = hash + rest.trimEnd().length;
  return {
    code: 'yaml-trap',
    message:
      'A # behind a space begins a comment: nothing behind it in this line is read, the brace neither.',
    suggestion: `put the value in quotes, if it belongs to it: ${quoted(text.slice(start, end))}`,
    range: [start, end],
  };
};

/** `{ http: ${URL} }`. */
const variableTrap = (text: string, start: number, end: number): Explanation | undefined => {
  // The library may notice only in a later line.
  for (const [from, to] of [[start, end] as const, [0, start] as const]) {
    const found = /[:,[]\s*(\$\{[^}\n]*\})/.exec(text.slice(from, to));
    if (found === null) continue;
    const [whole, variable = ''] = found;
    const at = from + found.index + whole.length - variable.length;
    return {
      code: 'yaml-trap',
      message: 'Inside braces YAML reads the { of a ${…} as its own.',
      suggestion: `put it in quotes: ${quoted(variable)}`,
      range: [at, at + variable.length],
    };
  }
  return undefined;
};

/** `message: {section} is busy`. */
const braceTrap = (text: string, start: number, end: number): Explanation | undefined => {
  const found = /(:\s+)\{[\w.]+(?::[^}\s]*)?\}\s*[^\s,}\]#]/.exec(text.slice(start, end));
  if (found === null) return undefined;
  const range = valueAt(text, start + found.index + (found[1]?.length ?? 0));
  return {
    code: 'yaml-trap',
    message: 'YAML takes a value that begins with { as a map.',
    suggestion: `put it in quotes: ${quoted(text.slice(...range))}`,
    range,
  };
};

/** `message: Traffic is high: {n}`. */
const colonTrap = (text: string, start: number, end: number): Explanation | undefined => {
  const line = text.slice(start, end);
  const found = /(:\s+)(?![{["'|>&*!])[^\s,{}[\]][^,{}[\]"']*?:(?:\s|$)/.exec(line);
  if (found === null) return undefined;
  const range = valueAt(text, start + found.index + (found[1]?.length ?? 0));
  return {
    code: 'yaml-trap',
    message: 'A colon and a space inside a value make YAML see a second key.',
    suggestion: `put it in quotes: ${quoted(text.slice(...range))}`,
    range,
  };
};
