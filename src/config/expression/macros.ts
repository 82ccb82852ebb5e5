import type { Compiled, Source } from './compiled.js';
import { typeName, typeOfValue } from './expression-type.js';
import { testOf } from './logic.js';

/** Stands for the element that a macro looks at; set anew for each of them, and null between rows. */
export interface Variable {
  value: unknown;
}

export const MACROS = ['exists', 'all', 'filter', 'map'] as const;
export type Macro = (typeof MACROS)[number];

/**
 * `list.exists(x, test)`, `all`, `filter` and `map`; of a map they go through the keys. Of null, `exists` and `all` are
 * false, `filter` and `map` null.
 */
export const macroOf = (
  macro: Macro,
  collection: Compiled,
  variable: Variable,
  body: Compiled,
  source: Source,
): Compiled => {
  if (collection.type !== 'list' && collection.type !== 'map' && collection.type !== 'any')
    collection.source.refuse(
      `${macro} goes through a list or a map, and ${collection.source.text} is ${typeName(collection.type)}.`,
      collection.type === 'string'
        ? `write ${collection.source.text}.contains("…") for a part of a text`
        : undefined,
    );
  const of = collection.run;
  const itemsOf = (row: object): readonly unknown[] | null => {
    const value = of(row);
    if (value === null || Array.isArray(value)) return value;
    return typeof value === 'object'
      ? Object.keys(value)
      : source.without(
          null,
          row,
          value,
          `${macro} goes through a list or a map, not ${typeName(typeOfValue(value))}`,
        );
  };
  /** Leaves nothing of the row behind, whatever happens. */
  const within = <T>(items: readonly unknown[], look: (items: readonly unknown[]) => T): T => {
    try {
      return look(items);
    } finally {
      variable.value = null;
    }
  };
  const put = (item: unknown): void => {
    variable.value = item ?? null;
  };
  if (macro === 'map') {
    const look = (items: readonly unknown[], row: object): unknown[] =>
      items.map((item) => {
        put(item);
        return body.run(row);
      });
    return {
      type: 'list',
      source,
      run: (row) => whole(itemsOf(row), (items) => within(items, (all) => look(all, row))),
    };
  }
  const test = testOf(body, macro);
  const holds = (item: unknown, row: object): boolean => {
    put(item);
    return test(row);
  };
  switch (macro) {
    case 'exists':
      return {
        type: 'bool',
        isDefinite: true,
        source,
        run: (row) => within(itemsOf(row) ?? [], (items) => items.some((item) => holds(item, row))),
      };
    case 'all':
      return {
        type: 'bool',
        isDefinite: true,
        source,
        run: (row) => {
          const items = itemsOf(row);
          return items !== null && within(items, (all) => all.every((item) => holds(item, row)));
        },
      };
    case 'filter':
      return {
        type: 'list',
        source,
        run: (row) =>
          whole(itemsOf(row), (items) => within(items, (all) => all.filter((item) => holds(item, row)))),
      };
  }
};

const whole = <T>(items: readonly unknown[] | null, of: (items: readonly unknown[]) => T): T | null =>
  items === null ? null : of(items);
