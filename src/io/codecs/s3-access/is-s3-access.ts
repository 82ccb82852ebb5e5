const LINE =
  /^[0-9a-f]{64} [^ ]{1,256} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] [^ ]{1,64} [^ ]{1,2048} [^ ]{1,64} [A-Z][A-Z0-9]*\.[A-Z0-9_.]+ /;

/** Whether a line, the first of its input, is certainly one of an S3 server access log. */
export function isS3Access(line: string): boolean {
  return LINE.test(line);
}
