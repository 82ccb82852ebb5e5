import type { NotificationQueue } from './notification-queue.js';
import type { QueueSettings } from './s3/sqs-queue.js';

/** A queue of SQS. What it takes to speak to one is loaded by this; nothing is asked of it yet. */
export const openNotificationQueue = async (settings: QueueSettings): Promise<NotificationQueue> => {
  const { sqsQueue } = await import('./s3/sqs-queue.js');
  return sqsQueue(settings);
};
