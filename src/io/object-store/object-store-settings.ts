/** Where a bucket is, and how objects are written there; all but the bucket may be left to what AWS's tools are set to. */
export interface ObjectStoreSettings {
  readonly bucket: string;
  /** Origin of a store that is not AWS's, such as `https://s3.example.com:9000`. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** The bucket in the path and not in the host. Default: where there is an endpoint. */
  readonly pathStyle?: boolean | undefined;
  /** Of `~/.aws`. */
  readonly profile?: string | undefined;
  readonly encryption?:
    | { readonly kind: 'AES256' | 'aws:kms' | 'aws:kms:dsse'; readonly key?: string }
    | undefined;
  readonly storageClass?: string | undefined;
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** `off` for stores that refuse requests with checksums: what is written must then be read back. Default: `on`. */
  readonly checksums?: 'on' | 'off' | undefined;
  /** Certificates of authorities in PEM, believed beside the well-known ones. */
  readonly ca?: string | undefined;
  /** Of Tidemark, for the store's log. */
  readonly version?: string | undefined;
}
