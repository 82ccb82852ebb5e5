import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { NotificationQueue, QueueMessage } from '../notification-queue.js';
import { credentialChain } from './credentials.js';
import { withoutNodeWarning } from './without-node-warning.js';

export interface QueueSettings {
  readonly url: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** Messages of one request, at most. */
const BATCH = 10;

/** The region that an address of AWS says. */
const regionIn = (url: string): string | undefined =>
  /^https:\/\/(?:sqs\.([a-z\d-]+)|([a-z\d-]+)\.queue)\.amazonaws\.com(\.cn)?\//
    .exec(url)
    ?.slice(1, 3)
    .find(Boolean);

/** A queue of SQS. Loaded where one is named, for few do. */
export const sqsQueue = ({ url, region = regionIn(url), profile }: QueueSettings): NotificationQueue => {
  const client = withoutNodeWarning(
    () =>
      new SQSClient({
        // What is no address of AWS's is an emulator's, or a proxy's.
        ...(regionIn(url) === undefined && { endpoint: new URL(url).origin }),
        ...(region !== undefined && { region }),
        ...(profile !== undefined && { profile }),
        credentials: credentialChain(profile),
        maxAttempts: 3,
      }),
  );
  const ask = async <R>(send: () => Promise<R>): Promise<R> => {
    try {
      return await send();
    } catch (error) {
      throw queueFault(url, error);
    }
  };
  return {
    receive: ({ hidden, wait }, abortSignal) =>
      ask(async () => {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: BATCH,
            VisibilityTimeout: Math.ceil(hidden / 1000),
            WaitTimeSeconds: Math.ceil(wait / 1000),
          }),
          { abortSignal },
        );
        return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, receipt: ReceiptHandle }));
      }),

    async hide(messages, milliseconds) {
      for (const batch of batches(messages))
        await ask(() =>
          client.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: url,
              Entries: batch.map(({ receipt }, i) => ({
                Id: String(i),
                ReceiptHandle: receipt,
                VisibilityTimeout: Math.ceil(milliseconds / 1000),
              })),
            }),
          ),
        );
    },

    async remove(messages) {
      for (const batch of batches(messages)) {
        const { Failed = [] } = await ask(() =>
          client.send(
            new DeleteMessageBatchCommand({
              QueueUrl: url,
              Entries: batch.map(({ receipt }, i) => ({ Id: String(i), ReceiptHandle: receipt })),
            }),
          ),
        );
        // A receipt that is too old: its message comes again, and is known.
        const failed = Failed.find(({ SenderFault }) => SenderFault !== true);
        if (failed !== undefined)
          throw queueFault(url, new Error(failed.Message ?? failed.Code ?? 'refused'), true);
      }
    },

    close: () => client.destroy(),
  };
};

function* batches(messages: readonly QueueMessage[]): Generator<readonly QueueMessage[], void, undefined> {
  for (let at = 0; at < messages.length; at += BATCH) yield messages.slice(at, at + BATCH);
}

const statusOf = (error: unknown): number | undefined => {
  const { $metadata } = (typeof error === 'object' && error !== null ? error : {}) as { $metadata?: unknown };
  const { httpStatusCode } = (typeof $metadata === 'object' && $metadata !== null ? $metadata : {}) as {
    httpStatusCode?: unknown;
  };
  return typeof httpStatusCode === 'number' ? httpStatusCode : undefined;
};

/** `again`: whether the same may succeed; by default where it was not refused. */
const queueFault = (url: string, error: unknown, again?: boolean): TidemarkError => {
  const status = statusOf(error);
  const retryable = again ?? (status === undefined || status >= 500 || status === 429);
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const next = retryable
    ? ''
    : ' It needs sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility.';
  return new TidemarkError('unreadable', `The queue ${url} cannot be read: ${why}.${next}`, {
    cause: error,
    retryable,
  });
};
