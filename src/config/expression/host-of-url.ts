const SCHEME = /^(?:[A-Za-z][A-Za-z0-9+.-]{0,31}:)?\/\//;
const END = /[/?#\\]/;
/** A name or an address of IPv4, perhaps with a port behind it. */
const PLAIN = /^([A-Za-z0-9._~-]{1,255})(?::\d{0,5})?$/;
const BRACKETS = /^\[([0-9A-Fa-f:.]{2,45})(?:%25[^\]]{1,32})?\](?::\d{0,5})?$/;

/**
 * The host of a URL in small letters, without user and port: `https://user@Example.com:8443/x` → `example.com`,
 * `http://[2001:db8::1]/` → `2001:db8::1`; also of `//example.com/x` and of an authority alone, `example.com:443`. Null for
 * what has none, such as a path.
 */
export const hostOfUrl = (url: string): string | null => {
  const [scheme] = SCHEME.exec(url) ?? [];
  const rest = scheme === undefined ? url : url.slice(scheme.length);
  const end = rest.search(END);
  // Without a scheme a slash may belong to a path.
  if (scheme === undefined && end !== -1) return null;
  const authority = end === -1 ? rest : rest.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [, name = BRACKETS.exec(host)?.[1]] = PLAIN.exec(host) ?? [];
  return name === undefined || name === '-' ? null : name.toLowerCase();
};
