/** What changes flags of V8, for all of the process. */
export interface ProcessFlags {
  turnOnLinearEngine(this: void): void;
  keepHeapLean(this: void): void;
}
