/** A message that has been received. */
export interface QueueMessage {
  readonly body: string;
  /** What it is removed by. */
  readonly receipt: string;
}

/** A queue that says what happens in a bucket. Its methods try again what may succeed, and reject with a TidemarkError. */
export interface NotificationQueue {
  /** Some messages, which nobody else is shown for so many milliseconds; none where none has come within `wait`. */
  receive(
    options: { readonly hidden: number; readonly wait: number },
    signal: AbortSignal,
  ): Promise<readonly QueueMessage[]>;
  hide(messages: readonly QueueMessage[], milliseconds: number): Promise<void>;
  remove(messages: readonly QueueMessage[]): Promise<void>;
  close(): void;
}
