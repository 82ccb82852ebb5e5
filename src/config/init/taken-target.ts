/** A target that was read from the config of another program; absent: as its defaults or ours. Durations are milliseconds. */
export interface TakenTarget {
  /** `https://…`, `tcp://host:port`, `dns://name`. */
  readonly url: string;
  readonly name?: string;
  readonly every?: number;
  readonly timeout?: number;
  readonly slow?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly group?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly basic?: { readonly user: string; readonly password: string };
  /** A token, sent as `Bearer`. */
  readonly bearer?: string;
  readonly body?: string;
  /** How many redirects are followed. */
  readonly redirects?: number;
  readonly bodyLimit?: number;
  readonly family?: 4 | 6;
  readonly resolver?: string;
  readonly proxy?: string;
  readonly insecure?: true;
  /** Paths of files in PEM. */
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly status?: readonly StatusRange[];
  /** Patterns in the syntax of RE2. */
  readonly expectBody?: string;
  readonly expectNotBody?: string;
  /** `status == "UP"`: a path, an operator and a value in JSON; `status exists`. */
  readonly expectJson?: readonly string[];
  readonly expectHeaders?: readonly HeaderExpectation[];
  readonly expectFinalUrl?: string;
  readonly certificate?: number;
  readonly banner?: string;
  readonly startTls?: 'smtp' | 'imap' | 'pop3' | 'tls';
  readonly record?: string;
  readonly answer?: string;
}

export type StatusRange = readonly [from: number, to: number];

export interface HeaderExpectation {
  readonly name: string;
  /** A pattern; absent: it is to be there. */
  readonly value?: string;
  readonly not?: true;
}

/** What was read from configs of another program. */
export interface Taken {
  /** What it is a config of. */
  readonly program: string;
  readonly targets: readonly TakenTarget[];
  /** Of targets that say nothing else. */
  readonly defaults: Omit<TakenTarget, 'url' | 'name'>;
}
