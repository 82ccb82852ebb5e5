const HEADER = /^\uFEFF?#Fields:\s+date\s+time\s+x-edge-location\s/i;
const ENTRY =
  /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d{1,4}(?:-[A-Z]{1,3}\d{1,4})?\t\d+\t[0-9A-Fa-f.:]+\t[A-Z]+\t/;

/** Whether a line, the first of its input, is certainly one of a CloudFront standard log: its `#Fields`, or an entry. A file that begins with `#Version` is left to `w3c`, which reads it as well. */
export function isCloudFront(line: string): boolean {
  return HEADER.test(line) || ENTRY.test(line);
}
