/** How a target is reached. */
export interface NetworkSettings {
  /** `auto`: both, IPv6 first, and IPv4 beside it after 300 ms. */
  readonly family: 'auto' | 4 | 6;
  /** Addresses of name servers, `127.0.0.1:5353`; absent: those of the system. */
  readonly resolver: readonly string[] | undefined;
  /** Connected to instead of what the url names; name and Host stay. */
  readonly connectTo: { readonly host: string; readonly port: number } | undefined;
  readonly proxy: Proxy | undefined;
  /** Networks that may be reached though they are refused by default: link-local and metadata addresses. CIDR. */
  readonly allow: readonly string[];
}

export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** TLS to the proxy itself. */
  readonly isTls: boolean;
  /** `Basic …`, where it asks for credentials. */
  readonly authorization: string | undefined;
}

export interface TlsSettings {
  /** Nothing is verified; the certificate is looked at all the same. */
  readonly insecure: boolean;
  /** PEM; instead of the well-known ones. */
  readonly ca: string | undefined;
  readonly client: { readonly cert: string; readonly key: string; readonly passphrase?: string } | undefined;
}
