/** An object of somebody else's that was looked at. */
export interface FoundObject {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since it was written. */
  readonly age: number;
}
