import type { ListedObject } from '../../object-store/object-store.js';

/** An object that was written, as an event says it. */
export interface ObjectEvent extends ListedObject {
  readonly bucket: string;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Keys in events of S3 itself are written as forms are. */
const plainKey = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
};

const eventOf = (bucket: unknown, object: Fields, etag: unknown, time: unknown, key: string): ObjectEvent => {
  const modified = Date.parse(String(time));
  return {
    bucket: String(fieldsOf(bucket).name),
    key,
    bytes: Number(object.size ?? 0),
    ...(typeof etag === 'string' && etag !== '' && { etag: `"${etag.replaceAll('"', '')}"` }),
    ...(!Number.isNaN(modified) && { modified }),
  };
};

/**
 * The objects that a message says were written: an event of S3, one that SNS has passed on, or one of EventBridge. None for other
 * events; undefined for what is none.
 */
export const objectEvents = (body: string): readonly ObjectEvent[] | undefined => {
  const message = fieldsOf(parsed(body));
  if (message.Type === 'Notification' && typeof message.Message === 'string')
    return objectEvents(message.Message);
  if (message.Event === 's3:TestEvent') return [];
  const kind = message['detail-type'];
  if (typeof kind === 'string') {
    if (kind !== 'Object Created') return [];
    const { bucket, object } = fieldsOf(message.detail);
    const { key, etag, ...rest } = fieldsOf(object);
    return typeof key === 'string' ? [eventOf(bucket, rest, etag, message.time, key)] : undefined;
  }
  if (!Array.isArray(message.Records)) return undefined;
  return message.Records.map(fieldsOf)
    .filter(({ eventName }) => /^(s3:)?ObjectCreated:/.test(String(eventName)))
    .flatMap(({ s3, eventTime }) => {
      const { bucket, object } = fieldsOf(s3);
      const { key, eTag, ...rest } = fieldsOf(object);
      return typeof key === 'string' ? [eventOf(bucket, rest, eTag, eventTime, plainKey(key))] : [];
    });
};
