/** Endings of what is compressed already. */
const COMPRESSED =
  /\.(?:gz|tgz|bz2|xz|zst|zstd|lz4|br|zip|7z|rar|parquet|orc|jpe?g|png|gif|webp|mp[34]|mkv|webm|mov|ogg)$/i;

/** Whether a file becomes shorter by being compressed, as far as its name says. */
export const isCompressible = (path: string): boolean => !COMPRESSED.test(path);
