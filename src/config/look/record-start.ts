import { peeled } from '../../io/codecs/unwrap/peeled.js';

/** How records begin, the most particular first. */
const STARTS: readonly string[] = [
  String.raw`^\d{4}-\d\d-\d\d[T ]`,
  String.raw`^\[\d{4}-\d\d-\d\d[T ]`,
  String.raw`^\d{4}/\d\d/\d\d `,
  String.raw`^\d\d/[A-Z][a-z]{2}/\d{4}[: ]`,
  String.raw`^\[\d\d/[A-Z][a-z]{2}/\d{4}[: ]`,
  String.raw`^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`,
  String.raw`^\{`,
  String.raw`^\[?\d{10,13}\b`,
];

/** What goes on with a record: stack traces of the usual languages, text that is set in, and the end of an object. */
const GOES_ON =
  /^(?:\s+\S|[}\])]|Caused by: |Suppressed: |Traceback \(|During handling of |The above exception |\.\.\. \d+ more|at |goroutine \d|[\w.$]+(?:Exception|Error|Throwable)\b)/;
/** So many of the lines between records must be such. */
const MOSTLY = 0.5;

/** A pattern of the first lines of records, where some of the lines go on with the one before; undefined where each is one by itself. */
export const recordStart = (lines: readonly string[]): string | undefined => {
  const texts = lines.map((line) => peeled(line)?.payload ?? line);
  return STARTS.find((start) => {
    const pattern = new RegExp(start);
    // What stands before the first one belongs to a record that began before.
    const first = texts.findIndex((text) => pattern.test(text));
    const others = texts.slice(first + 1).filter((text) => !pattern.test(text));
    if (first === -1 || others.length === 0) return false;
    return others.filter((text) => GOES_ON.test(text)).length >= MOSTLY * others.length;
  });
};
