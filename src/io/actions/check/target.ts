import type { Pattern } from '../../patterns/pattern.js';
import type { HttpExpectations } from './http/http-expectations.js';
import type { MaintenanceWindow } from './maintenance-window.js';
import type { NetworkSettings, TlsSettings } from './network-settings.js';

/** What is checked, whole: every setting has its value. Durations are milliseconds. */
export type Target = HttpTarget | TcpTarget | DnsTarget;

interface AnyTarget {
  /** As it is written down: `https://…`, `tcp://host:port`, `dns://…`; without credentials. */
  readonly url: string;
  /** What tells it apart from all others, and what people call it; the url where none is given. */
  readonly name: string;
  /** Its interval. */
  readonly every: number;
  /** Of everything from the first look-up to the last byte. */
  readonly timeout: number;
  /** Longer than this is class `slow`. */
  readonly slow: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Those of one group are judged together: N of M. */
  readonly group: string | undefined;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly network: NetworkSettings;
}

export interface HttpTarget extends AnyTarget {
  readonly kind: 'http';
  readonly method: string;
  /** Lower-case names; with Authorization where the settings had credentials, and Host where they override it. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly tls: TlsSettings;
  readonly expect: HttpExpectations;
  /** How many are followed; more than that is class `redirect`. 0: none, and its answer is judged. */
  readonly redirects: number;
  /** Bytes of a body, decoded, that are looked at. */
  readonly bodyLimit: number;
  /** `fresh`: a connection of its own for each check. `kept`: one is kept where the server lets it. */
  readonly connection: 'fresh' | 'kept';
}

/** Connects, and may look at what the other end says first. */
export interface TcpTarget extends AnyTarget {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly banner: Pattern | undefined;
  /** Turns to TLS as these protocols do, and looks at the certificate. `tls`: at once. */
  readonly startTls: 'smtp' | 'imap' | 'pop3' | 'tls' | undefined;
  readonly tls: TlsSettings;
  /** Time that a certificate must be valid for. */
  readonly certificate: number | undefined;
}

/** Asks for a record. */
export interface DnsTarget extends AnyTarget {
  readonly kind: 'dns';
  /** What is asked for. */
  readonly host: string;
  readonly record: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'TXT' | 'SRV' | 'SOA' | 'CAA' | 'PTR';
  /** One of the answers is to be this, or match it. */
  readonly answer: Pattern | undefined;
}
