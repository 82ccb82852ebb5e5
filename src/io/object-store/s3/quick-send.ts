import type { S3Client } from '@aws-sdk/client-s3';
import { quickSerde } from './quick-serde.js';
import { quickSteps } from './quick-steps.js';
import type { RequestHandler } from './request-handler.js';
import type { SendOptions } from './send-options.js';

type Stack = S3Client['middlewareStack'];
type Handler = ReturnType<Stack['resolve']>;
type Command = Parameters<S3Client['send']>[0];
type MakeSigner = S3Client['config']['signer'];

/**
 * Sends as the SDK's client does, without what that makes anew for each request: the chain of its steps, where the bucket is and who signs.
 * All requests of one client are about one bucket, so these are the same for all of them; credentials are asked for each time, and change.
 */
export const quickSend = (client: S3Client, requests: RequestHandler) => {
  const handlers = new Map<unknown, Handler>();
  client.config.signer = reused(client.config.signer);
  const send: (command: Command, options: SendOptions) => Promise<unknown> = client.send.bind(client);
  return async (command: Command, options: SendOptions): Promise<unknown> => {
    // One with steps of its own is like no other.
    if (command.middlewareStack.identify().length > 0) return await send(command, options);
    let handler = handlers.get(command.constructor);
    if (handler === undefined) {
      handler = handlerOf(client, command, requests);
      handlers.set(command.constructor, handler);
    }
    // Each step hands on what it was given, and this with it.
    const { output } = await handler({ input: command.input, ...options });
    return output;
  };
};

const handlerOf = (client: S3Client, command: Command, requests: RequestHandler): Handler => {
  // An empty one: the chain keeps it for ever, and with it what it is to send.
  const empty: Command = Reflect.construct(command.constructor, [{}]);
  const stack: Stack = {
    ...client.middlewareStack,
    concat: (from) => {
      const whole = client.middlewareStack.concat(from);
      quickSteps(whole, command.constructor, requests);
      quickSerde(whole, client, command.schema);
      return whole;
    },
  };
  return empty.resolveMiddleware(stack, client.config, {});
};

/** One for each way of signing; the SDK makes one for each request. */
const reused = (make: MakeSigner): MakeSigner => {
  const made = new Map<string, ReturnType<MakeSigner>>();
  return async (scheme) => {
    const key = `${scheme?.name} ${scheme?.signingName} ${scheme?.signingRegion}`;
    const before = made.get(key);
    if (before !== undefined) return await before;
    const signer = make(scheme);
    made.set(key, signer);
    signer.catch(() => made.delete(key));
    return await signer;
  };
};
