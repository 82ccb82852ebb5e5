import type { YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import type { ConfigDocument } from './config-document.js';

interface Explanation {
  readonly code: 'syntax' | 'yaml-trap' | 'duplicate-key';
  readonly message: string;
  readonly suggestion?: string;
}

/** What the YAML library says, in the words of somebody who wants to watch a log. */
export const explainYaml = (document: ConfigDocument, error: YAMLError): Diagnostic => {
  const [from, to] = error.pos;
  const { code, message, suggestion } = explain(error, document.text, from, to);
  return {
    code,
    severity: 'error',
    message,
    ...(suggestion !== undefined && { suggestion }),
    file: document.file,
    place: document.at(from, Math.max(to, from + 1)),
  };
};

const explain = (error: YAMLError, text: string, from: number, to: number): Explanation => {
  const word = /^[^\s,}\]]*/.exec(text.slice(from, from + 60))?.[0] ?? '';
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return {
        code: 'duplicate-key',
        message: 'This key is there twice in one map; only one of them could count.',
        suggestion: 'Remove one, or give it another name.',
      };
    case 'TAB_AS_INDENT':
      return {
        code: 'yaml-trap',
        message: 'YAML does not take tabs for indentation.',
        suggestion: 'Use spaces.',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        code: 'yaml-trap',
        message: `YAML takes a value that begins with ! as a tag, so ${word} is no condition.`,
        suggestion: `Put the whole value in quotes: "${word}…"`,
      };
    case 'BAD_ALIAS':
      return {
        code: 'yaml-trap',
        message: `YAML takes a value that begins with * as an alias, and there is no anchor of that name.`,
        suggestion: 'Put it in quotes: "*.log"',
      };
    case 'BAD_SCALAR_START':
      return {
        code: 'yaml-trap',
        message: `A YAML value cannot begin with ${text[from] ?? 'this'}.`,
        suggestion: 'Put the value in quotes.',
      };
    default:
      return explainSyntax(error, text, from, to);
  }
};

const explainSyntax = (error: YAMLError, text: string, from: number, to: number): Explanation => {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const lineEnd = text.indexOf('\n', from);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  if (/\$\{/.test(line) && /UNEXPECTED|MISSING|FLOW/.test(error.code)) {
    return {
      code: 'yaml-trap',
      message: 'Inside braces YAML reads the { of a ${…} as its own.',
      suggestion: 'Put it in quotes: "${NAME}"',
    };
  }
  if (/:\s+\{\w+(:[^}]*)?\}\s*[^\s,}#]/.test(line)) {
    return {
      code: 'yaml-trap',
      message: 'YAML takes a value that begins with { as a map.',
      suggestion: 'Put the text in quotes: "{field} …"',
    };
  }
  if (
    error.code === 'BLOCK_AS_IMPLICIT_KEY' ||
    error.code === 'MULTILINE_IMPLICIT_KEY' ||
    error.code === 'BAD_INDENT'
  ) {
    const twice = /:\s.*:(\s|$)/.test(line.replace(/"[^"]*"|'[^']*'/g, ''));
    if (twice) {
      return {
        code: 'yaml-trap',
        message: 'A colon and a space inside a value make YAML see a second key.',
        suggestion: 'Put the value in quotes.',
      };
    }
  }
  const rest = error.message.replace(/\s+/g, ' ').replace(/\.?$/, '.');
  const what = text.slice(from, Math.min(to, from + 20)).trim();
  return {
    code: 'syntax',
    message: `This is no YAML${what === '' ? '' : ` at ${JSON.stringify(what)}`}: ${rest}`,
  };
};
