const MAGIC = Buffer.from('PAR1');

/** Whether these bytes begin as every Parquet file does. */
export const beginsAsParquet = (bytes: Buffer): boolean => bytes.subarray(0, MAGIC.length).equals(MAGIC);
