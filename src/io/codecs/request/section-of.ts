/** The section of every request that has no path of its own: `*`, `CONNECT host:443`, `-`, garbage. */
export const OTHER_SECTION = '(other)';

const ABSOLUTE_FORM = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/**
 * The section of a request target: what is before its second `/`, query and fragment not counted.
 *
 * `/` → `/`, `/report` → `/report`, `/api/` → `/api`, `/api?x=/y` → `/api`, `/a;b` → `/a;b`. An absolute form loses
 * scheme and authority first: `http://h/p/q` → `/p`. The rule is literal, so `//a/b` → `/`. Anything that does not
 * then begin with `/` is `(other)`, as is null (a request that cannot be read).
 *
 * @example
 * ```ts
 * import { sectionOf } from 'tidemark';
 *
 * sectionOf('/api/users?id=1'); // '/api'
 * ```
 */
export function sectionOf(path: string | null): string {
  if (path === null) return OTHER_SECTION;
  if (!path.startsWith('/')) return sectionOfAbsolute(path);
  let end = 1;
  while (end < path.length && !endsSection(path.charCodeAt(end))) end++;
  return path.slice(0, end);
}

function sectionOfAbsolute(target: string): string {
  const scheme = ABSOLUTE_FORM.exec(target);
  if (scheme === null) return OTHER_SECTION;
  let end = scheme[0].length;
  while (end < target.length && !endsSection(target.charCodeAt(end))) end++;
  return target[end] === '/' ? sectionOf(target.slice(end)) : '/';
}

/** Whether a section, or an authority, ends before this character (or byte): `/`, `?` or `#`. */
export function endsSection(code: number): boolean {
  return code === 0x2f || code === 0x3f || code === 0x23;
}
