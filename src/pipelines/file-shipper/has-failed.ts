/** What becomes of a file that was not what it had been: it is looked at anew, or is gone. */
const OTHER: ReadonlySet<string> = new Set(['changed', 'gone', 'dry-run']);

/** Whether an attempt to ship a file is a failure: somebody should know. */
export const hasFailed = ({
  shipped,
  class: what,
}: {
  readonly shipped: boolean;
  readonly class: string;
}): boolean => !shipped && !OTHER.has(what);
