/** What became of an entry that was offered. */
export interface Accepted {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}
