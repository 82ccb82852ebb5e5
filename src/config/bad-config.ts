/** Configs with errors, which have their own exit code. */
export class BadConfig extends Error {
  constructor(
    /** Every diagnostic, as people read it. */
    readonly text: string,
    readonly errors: number,
  ) {
    super(`${errors} ${errors === 1 ? 'error' : 'errors'} in the config; nothing was started.`);
    this.name = 'BadConfig';
  }
}
