import { TidemarkError } from '../../operators/tidemark-error.js';

export interface PostgresHost {
  /** A name, an address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
}

/** As libpq means them; `allow` is not among them. */
export type SslMode = (typeof SSL_MODES)[number];

/** Where a database is, and how it is spoken to: an address, read. */
export interface PostgresTarget {
  /** For people and for the state: hosts and database, never user, password or parameters. */
  readonly destination: string;
  /** Tried in this order. */
  readonly hosts: readonly PostgresHost[];
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly sslMode: SslMode;
  /** Names of files, read anew for each connection. */
  readonly ssl: {
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
  };
  /** Whether a server that does not write is passed over. */
  readonly mustWrite: boolean;
  readonly applicationName: string;
  /** Milliseconds for one host. */
  readonly connectTimeout: number;
  /** Settings of the session, as `-c search_path=monitor`. */
  readonly options: string | undefined;
}

const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

const PARAMETERS: readonly string[] = [
  'application_name',
  'connect_timeout',
  'options',
  'password',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'target_session_attrs',
  'user',
];

/**
 * Reads an address as libpq does, several hosts included:
 * `postgresql://user:password@db1.example.com,db2.example.com:5433/monitoring?sslmode=verify-full`. What it does not say is as there,
 * but that a server is looked for that writes where several hosts are given. Of the environment USER, PGUSER and
 * PGPASSWORD alone are asked. Throws TidemarkError 'bad-options' that says what is wrong and quotes no secret.
 */
export const postgresTarget = (
  address: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): PostgresTarget => {
  const parts = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(
    address.trim(),
  );
  if (parts === null) throw refused(whyNot(address));
  const [, login = '', places = '', path = '', query = ''] = parts;
  const parameters = new Map(new URLSearchParams(query));
  for (const name of parameters.keys()) {
    if (PARAMETERS.includes(name)) continue;
    throw refused(
      `The address has the parameter ${JSON.stringify(name)}, which is not known here. Known are ${PARAMETERS.join(', ')}.`,
    );
  }
  const colon = login.indexOf(':');
  const user = decoded(colon < 0 ? login : login.slice(0, colon)) || parameters.get('user');
  const password = (colon < 0 ? '' : decoded(login.slice(colon + 1))) || parameters.get('password');
  const named = user ?? environment.PGUSER ?? environment.USER ?? 'postgres';
  const database = decoded(path) || named;
  const hosts = places.split(',').map(hostOf);
  return {
    destination: `postgres ${hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',')}/${printable(database)}`,
    hosts,
    database,
    user: named,
    password: password ?? environment.PGPASSWORD,
    sslMode: oneOf(
      'sslmode',
      parameters,
      SSL_MODES,
      hosts.every(({ host }) => host.startsWith('/')) ? 'disable' : 'prefer',
    ),
    ssl: {
      ca: parameters.get('sslrootcert'),
      cert: parameters.get('sslcert'),
      key: parameters.get('sslkey'),
    },
    mustWrite:
      oneOf(
        'target_session_attrs',
        parameters,
        ['any', 'read-write', 'primary'] as const,
        hosts.length > 1 ? 'read-write' : 'any',
      ) !== 'any',
    applicationName: parameters.get('application_name') ?? 'tidemark',
    connectTimeout: timeoutOf(parameters.get('connect_timeout')),
    options: parameters.get('options'),
  };
};

const hostOf = (text: string): PostgresHost => {
  const [, name = '', port = '5432'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [
    undefined,
    undefined,
    'wrong',
  ];
  const number = Number(port);
  if (!(number >= 1 && number <= 65_535)) {
    throw refused(
      `The address has a host that cannot be read: ${printable(text)}. Write it as db.example.com:5432.`,
    );
  }
  return { host: decoded(name.replace(/^\[|\]$/g, '')) || 'localhost', port: number };
};

const oneOf = <T extends string>(
  name: string,
  parameters: ReadonlyMap<string, string>,
  allowed: readonly T[],
  usual: T,
): T => {
  const written = parameters.get(name);
  if (written === undefined) return usual;
  const found = allowed.find((one) => one === written);
  if (found !== undefined) return found;
  throw refused(`The address has ${name}=${printable(written)}. Write ${allowed.join(', ')}.`);
};

/** Seconds there, as in libpq; 0 waits for ever there and is not meant by anybody here. */
const timeoutOf = (written: string | undefined): number => {
  if (written === undefined) return 10_000;
  const seconds = Number(written);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds * 1000;
  throw refused(`The address has connect_timeout=${printable(written)}. Write whole seconds, 1 or more.`);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('User, password, host or database in the address is wrongly encoded. Write % as %25.');
  }
};

/** A password with one of these in it is the usual reason; it is not quoted. */
const whyNot = (address: string): string =>
  /^postgres(?:ql)?:\/\//i.test(address)
    ? 'The address cannot be read. In a user or password write @ as %40, / as %2F, ? as %3F, # as %23 and : as %3A.'
    : 'The address is none of a database. Write it as postgresql://user:password@db.example.com:5432/monitoring.';

const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

const refused = (message: string): TidemarkError =>
  new TidemarkError('bad-options', `PostgreSQL: ${message}`);
