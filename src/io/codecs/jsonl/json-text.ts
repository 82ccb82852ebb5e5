/** What docker compose writes before a line of a container: its name and a bar. */
const COMPOSE = /^[\w.-]{1,128} *\| $/;
const MAX_PREFIX = 160;

/** The JSON of a line, without a byte-order mark, white space, or `name  | ` before it; undefined if no object begins there. */
export function jsonText(line: string): string | undefined {
  if (line.startsWith('{')) return line;
  const brace = line.indexOf('{');
  if (brace === -1 || brace > MAX_PREFIX) return undefined;
  const prefix = line.slice(0, brace).replace(/^\uFEFF/, '');
  return prefix.trim() === '' || COMPOSE.test(prefix) ? line.slice(brace) : undefined;
}
