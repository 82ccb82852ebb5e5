const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z`;
const PART = String.raw`(?:-1|\d{1,9}(?:\.\d{1,9})?)`;
const LINE = new RegExp(
  `^(?:(?:https?|h2|grpcs|wss?) )?${TIME} [^ ]{1,256} [^ ]{1,64}:\\d{1,5} (?:-|[^ ]{1,64}:\\d{1,5}) ` +
    `${PART} ${PART} ${PART} (?:-|\\d{3}) (?:-|\\d{1,3}) -?\\d{1,20} -?\\d{1,20} "`,
);

/** Whether a line, the first of its input, is certainly one of an AWS load balancer, Application or Classic. */
export function isAlb(line: string): boolean {
  return LINE.test(line);
}
