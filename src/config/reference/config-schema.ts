import * as z from 'zod';
import type { Parts } from '../parts/part.js';
import { configSettings } from '../settings/config-settings.js';
import type { PartKind } from '../settings/part-setting.js';
import { routeSettings } from '../settings/route-settings.js';

/** A JSON Schema, as far as it is looked into here. */
export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

const schemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest as JsonSchema;
};

/** The whole language as a JSON Schema (2020-12): what editors complete and check. Units and names are checked by `check`. */
export const configSchema = (parts: Parts): JsonSchema => {
  const root = linkParts(schemaOf(configSettings));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tidemark config',
    ...root,
    // A home for anchors.
    patternProperties: { '^x-': {} },
    $defs: {
      source: { anyOf: parts.sources.map(({ settings }) => linkParts(schemaOf(settings))) },
      sink: {
        anyOf: [
          { type: 'string', description: 'A name from sinks, or stdout.' },
          ...parts.sinks.map(({ settings }) => linkParts(schemaOf(settings))),
        ],
      },
      route: { anyOf: [{ $ref: '#/$defs/sink' }, linkParts(schemaOf(routeSettings))] },
      format: {
        anyOf: [
          { enum: parts.formats.map(({ name }) => name) },
          ...parts.formats.flatMap(({ name, settings }) =>
            settings === undefined
              ? []
              : [
                  {
                    type: 'object',
                    properties: { [name]: linkParts(schemaOf(settings)) },
                    required: [name],
                    additionalProperties: false,
                  },
                ],
          ),
        ],
      },
    } satisfies Record<PartKind, JsonSchema>,
  };
};

/** Puts references where the settings of a part belong. */
const linkParts = (schema: JsonSchema): JsonSchema => {
  if (typeof schema.part === 'string') {
    const { description } = schema;
    return { $ref: `#/$defs/${schema.part}`, ...(description !== undefined && { description }) };
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(linkAny) : linkAny(value),
    ]),
  );
};

const linkAny = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? linkParts(value as JsonSchema)
    : value;
