import { TidemarkError } from '../../../operators/tidemark-error.js';

/** A log format, taken apart: what is written before each variable, and after the last. */
export interface NginxFormat {
  readonly variables: readonly NginxVariable[];
  /** What ends the line. */
  readonly end: Buffer;
}

export interface NginxVariable {
  /** Without the `$`. */
  readonly name: string;
  readonly before: Buffer;
}

const DIRECTIVE = /^\s*log_format\s+\S+\s+(?:escape=(\w+)\s+)?/;
const QUOTED_PIECE = /'((?:[^'\\]|\\.)*)'/g;
const VARIABLE = /\$(?:\{(\w{1,128})\}|(\w{1,128}))/g;

/** Reads nginx's `log_format`: its text, or the whole directive. Throws `bad-options` if lines cannot be told apart by it. */
export function nginxFormat(directive: string): NginxFormat {
  const text = formatText(directive);
  if (/^\s*\{/.test(text)) throw json();
  const variables: NginxVariable[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const name = match[1] ?? (match[2] as string);
    const before = Buffer.from(text.slice(from, match.index), 'utf8');
    const previous = variables.at(-1);
    if (previous !== undefined && before.length === 0) {
      throw refusal(
        `nothing is written between $${previous.name} and $${name}, so they cannot be told apart`,
      );
    }
    variables.push({ name, before });
    from = match.index + match[0].length;
  }
  if (variables.length === 0) throw refusal('it has no $variables');
  return { variables, end: Buffer.from(text.slice(from), 'utf8') };
}

/** The format itself, where a whole directive was pasted: its pieces in quotes, joined. */
function formatText(text: string): string {
  const directive = DIRECTIVE.exec(text);
  if (directive?.[1] === 'json') throw json();
  const rest = directive === null ? text : text.slice(directive[0].length);
  if (!/^\s*'/.test(rest)) return rest;
  return [...rest.matchAll(QUOTED_PIECE)]
    .map(([, piece = '']) => piece.replace(/\\(['"\\$])/g, '$1'))
    .join('');
}

function json(): TidemarkError {
  return refusal('it writes JSON; read that with the format jsonl');
}

function refusal(reason: string): TidemarkError {
  return new TidemarkError('bad-options', `This log_format cannot be used: ${reason}.`);
}
