import { KinesisFault } from './kinesis-fault.js';
import type { KinesisSettings } from './kinesis-settings.js';

const DEADLINE = 10_000;

/** What stands in the way of a stream, as far as asking for its description tells. Whoever may put and not ask is told nothing. */
export const streamFault = async (settings: KinesisSettings): Promise<string | undefined> => {
  const { sdkStream } = await import('./sdk/sdk-stream.js');
  const stream = sdkStream(settings);
  try {
    await stream.limits({ deadline: DEADLINE });
    return undefined;
  } catch (error) {
    if (!(error instanceof KinesisFault)) throw error;
    // Rows can be put all the same.
    return error.kind === 'denied' ? undefined : error.message;
  } finally {
    stream.close();
  }
};
