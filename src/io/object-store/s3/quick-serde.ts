import type { S3Client } from '@aws-sdk/client-s3';
import type {
  DeserializeMiddleware,
  HandlerExecutionContext,
  MiddlewareStack,
  SerializeMiddleware,
} from '@smithy/types';

interface Protocol<O> {
  serializeRequest(operation: object, input: object, settings: object): Promise<unknown>;
  deserializeResponse(operation: object, settings: object, response: unknown): Promise<O>;
}

/** The SDK's types do not say which of several kinds it is; it calls it so itself. */
const isProtocol = <O>(value: unknown): value is Protocol<O> =>
  typeof value === 'object' &&
  value !== null &&
  'serializeRequest' in value &&
  'deserializeResponse' in value;

/**
 * Makes requests of inputs and outputs of answers as the SDK does, but with one copy of the client's settings for all of them: it makes two
 * for each, and they are many.
 */
export const quickSerde = <I extends object, O extends object>(
  steps: MiddlewareStack<I, O>,
  { config }: Pick<S3Client, 'config'>,
  schema: unknown,
): void => {
  const operation = operationOf(schema);
  const protocol: unknown = config.protocol;
  if (operation === undefined || !isProtocol<O>(protocol)) return;
  /** The endpoint is known by the time of the first request. */
  const once = (context: HandlerExecutionContext) => {
    let made: object | undefined;
    return () => {
      made ??= { ...config, ...context, endpoint: async () => context.endpointV2 };
      return made;
    };
  };
  const serialize: SerializeMiddleware<I, O> = (next, context) => {
    const settings = once(context);
    return async (args) => {
      const request = await protocol.serializeRequest(operation, args.input, settings());
      return await next({ ...args, request });
    };
  };
  const deserialize: DeserializeMiddleware<I, O> = (next, context) => {
    const settings = once(context);
    return async (args) => {
      const { response } = await next(args);
      try {
        return { response, output: await protocol.deserializeResponse(operation, settings(), response) };
      } catch (error) {
        // Whoever signs reads the store's clock from it.
        if (error instanceof Error)
          Object.defineProperty(error, '$response', { value: response, configurable: true });
        throw error;
      }
    };
  };
  steps.add(serialize, {
    ...{ name: 'serializerMiddleware', tags: ['SERIALIZER'] },
    step: 'serialize',
    override: true,
  });
  steps.add(deserialize, {
    ...{ name: 'deserializerMiddleware', tags: ['DESERIALIZER'] },
    step: 'deserialize',
    override: true,
  });
};

/** The schema of an operation, as the SDK's commands have it; undefined for what is none. */
const operationOf = (schema: unknown) => {
  if (!Array.isArray(schema) || schema.length < 6) return undefined;
  const [, namespace, name, traits, input, output] = schema;
  return { namespace, name, traits, input, output };
};
