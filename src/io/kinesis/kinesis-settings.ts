/** Where a stream is; all but its name may be left to what AWS's tools are set to. */
export interface KinesisSettings {
  readonly stream: string;
  /** Origin of a service that is not AWS's, such as `http://127.0.0.1:4567`. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Of `~/.aws`. */
  readonly profile?: string | undefined;
  /** Certificates of authorities in PEM, believed beside the well-known ones. */
  readonly ca?: string | undefined;
}
