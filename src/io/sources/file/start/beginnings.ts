/** Counts the paths that are begun: of which nothing was known before. */
export class Beginnings {
  private begun = 0;
  private announced = 0;
  private committed = 0;

  /** Over all runs. */
  get count(): number {
    return this.begun;
  }

  /** Goes on counting from what is committed. */
  resume(count: number): void {
    this.begun = count;
    this.announced = count;
    this.committed = count;
  }

  add(): void {
    this.begun++;
  }

  /** Whether there are any since this was asked last. */
  takeNew(): boolean {
    const isNew = this.begun > this.announced;
    this.announced = this.begun;
    return isNew;
  }

  acknowledge(count: number): void {
    this.committed = Math.max(this.committed, count);
  }

  /** True while there are some that no commit has told of. */
  get commitDue(): true | undefined {
    return this.begun > this.committed ? true : undefined;
  }
}
