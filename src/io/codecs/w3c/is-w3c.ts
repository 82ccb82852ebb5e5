const DIRECTIVE =
  /^\uFEFF?#\s*(?:version\s*:\s*\d|fields\s*:\s*\S|software\s*:\s*\S|(?:start-|end-)?date\s*:\s*"?\d)/i;

/** Whether a line, the first of its input, is certainly one of a W3C extended log: a directive. Entries alone do not tell. CloudFront logs begin so, too, and `w3c` reads them. */
export function isW3c(line: string): boolean {
  return DIRECTIVE.test(line);
}
