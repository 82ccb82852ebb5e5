import { isIP } from 'node:net';

/** What `/etc/resolv.conf` says, and what it means where it says nothing. */
export interface ResolvConf {
  /** As `setServers` takes them. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  /** A name with fewer dots is looked for in the search domains first. */
  readonly ndots: number;
}

/** As many as the C library looks at. */
const MOST_SERVERS = 3;
/** That of the C library. */
const MOST_DOTS = 15;

/** Reads it as the C library does: the last of `search` and `domain` counts, and without a server it is that of this machine. */
export const resolvConf = (text: string): ResolvConf => {
  const servers: string[] = [];
  let search: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [word, ...rest] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/);
    const [first = ''] = rest;
    if (word === 'nameserver' && servers.length < MOST_SERVERS) {
      const server = serverOf(first);
      if (server !== undefined) servers.push(server);
    } else if (word === 'search' || word === 'domain') {
      const given = word === 'domain' ? rest.slice(0, 1) : rest;
      search = given.map((name) => name.toLowerCase().replace(/\.$/, '')).filter((name) => name !== '');
    } else if (word === 'options') {
      for (const option of rest) {
        const [, dots] = /^ndots:(\d+)$/.exec(option) ?? [];
        if (dots !== undefined) ndots = Math.min(Number(dots), MOST_DOTS);
      }
    }
  }
  return { servers: servers.length === 0 ? ['127.0.0.1'] : servers, search, ndots };
};

/** An address, or one with a port as OpenBSD has it: `[192.0.2.1]:5353`. */
const serverOf = (text: string): string | undefined => {
  if (isIP(text) !== 0) return text;
  const [, address = '', port] = /^\[([^\]]+)\]:(\d{1,5})$/.exec(text) ?? [];
  if (isIP(address) === 0) return undefined;
  return isIP(address) === 4 ? `${address}:${port}` : text;
};

/** The names that a written one may stand for, in the order in which they are asked for. One with a dot at its end is itself. */
export const searched = (written: string, { search, ndots }: ResolvConf): readonly string[] => {
  if (written.endsWith('.')) return [written.slice(0, -1)];
  const within = search.map((domain) => `${written}.${domain}`);
  return written.split('.').length > ndots ? [written, ...within] : [...within, written];
};
