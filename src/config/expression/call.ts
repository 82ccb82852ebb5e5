import { largeValue, wholeInRow } from '../../operators/exact-value.js';
import { asNumber, isExact, isNothing } from './coerced.js';
import { type Compiled, folded, type Run, type Source } from './compiled.js';
import { type ExpressionType, typeName, typeOfValue } from './expression-type.js';
import type { FunctionEntry } from './function-table.js';

/** A call of a function of the table; refuses parameters of the wrong number and of kinds that are known to be wrong. */
export const callOf = (
  name: string,
  entry: FunctionEntry,
  operands: readonly Compiled[],
  source: Source,
): Compiled => {
  const { parameters, optional = 0, isChain = false, result, ofNull } = entry;
  const most = isChain ? Number.POSITIVE_INFINITY : parameters.length;
  if (operands.length < parameters.length - optional || operands.length > most)
    source.refuse(`${name} is written ${exampleOf(name, entry)}.`);
  for (const [i, operand] of operands.entries()) refuseKind(name, kindAt(entry, i), operand);
  return folded(
    { type: result, isDefinite: ofNull === false, source, run: runOf(name, entry, operands, source) },
    operands,
  );
};

const kindAt = ({ parameters }: FunctionEntry, i: number): ExpressionType =>
  parameters[Math.min(i, parameters.length - 1)] ?? 'any';

const exampleOf = (
  name: string,
  { form, parameters, optional = 0, isChain = false }: FunctionEntry,
): string => {
  const names = parameters.map((kind, i) => {
    const letter = 'xyz'[i] ?? 'x';
    const shown = kind === 'any' || kind === 'number' ? letter : `"${letter}"`;
    return i >= parameters.length - optional ? `[${shown}]` : shown;
  });
  const [first, ...rest] = form === 'method' ? ['x', ...names.slice(1)] : names;
  return form === 'method'
    ? `${first}.${name}(${rest.join(', ')})`
    : `${name}(${[first, ...rest].join(', ')}${isChain ? ', …' : ''})`;
};

const refuseKind = (name: string, kind: ExpressionType, { type, source }: Compiled): void => {
  if (kind === 'any' || type === 'any' || type === 'null' || type === kind) return;
  source.refuse(
    `${name} takes ${typeName(kind)}, and ${source.text} is ${typeName(type)}.`,
    kind === 'string'
      ? `write string(${source.text})`
      : kind === 'number'
        ? `write double(${source.text})`
        : undefined,
  );
};

/** A value as a parameter of a kind; undefined where it cannot be one. A text that holds a number is a number. */
const asKind = (kind: ExpressionType, value: unknown, isExactToo = false): unknown => {
  if (value === null) return undefined;
  if (kind === 'any' || typeof value === kind) return value;
  const number = kind === 'number' ? asNumber(value) : undefined;
  if (typeof number === 'bigint') return isExactToo ? number : Number(number);
  return typeof number === 'number' ? number : undefined;
};

/** One closure for each number of operands, so that no row needs an array of them. */
const runOf = (name: string, entry: FunctionEntry, operands: readonly Compiled[], source: Source): Run => {
  const { apply, ofNull } = entry;
  const [first, second, third] = operands;
  const [k0, k1, k2] = [kindAt(entry, 0), kindAt(entry, 1), kindAt(entry, 2)];
  const without = (row: object, value: unknown): unknown =>
    source.without(ofNull, row, value, `${name} does not take ${typeName(typeOfValue(value))}`);
  const answer = (value: unknown, of: unknown, row: object): unknown =>
    value === undefined
      ? source.without(ofNull, row, of, `${name} has no result for ${typeName(typeOfValue(of))} like this`)
      : finite(value);
  /** Null, or a parameter of a wrong kind. */
  const other = (row: object, ...values: readonly unknown[]): unknown => {
    if (values.some((value) => value === null || isNothing(value))) return ofNull;
    const i = values.findIndex((value, at) => asKind(kindAt(entry, at), value) === undefined);
    return without(row, values[i]);
  };
  if (first === undefined) return () => ofNull;
  const a = first.run;
  if (entry.isChain === true)
    return (row) => {
      let result: unknown = asNumber(a(row));
      for (let i = 1; i < operands.length; i++) {
        const next = asNumber(operands[i]?.run(row));
        if (!isExact(result) || !isExact(next)) return other(row, result, next);
        result = apply(result, next, undefined);
      }
      return typeof result === 'bigint' ? wholeInRow(result) : result;
    };
  if (second === undefined)
    return (row) => {
      const x = a(row);
      const p = asKind(k0, x, entry.isExact);
      if (p === undefined) return other(row, x);
      const result = answer(apply(p, undefined, undefined), x, row);
      return name === 'double' && largeValue(x) !== undefined ? source.rounded(result, row, x) : result;
    };
  const b = second.run;
  if (third === undefined) {
    const text = second.constant?.value;
    if (k0 === 'string' && k1 === 'string' && typeof text === 'string')
      return (row) => {
        const x = a(row);
        return typeof x === 'string' ? apply(x, text, undefined) : other(row, x);
      };
    return (row) => {
      const x = a(row);
      const y = b(row);
      const [p, q] = [asKind(k0, x), asKind(k1, y)];
      return p === undefined || q === undefined ? other(row, x, y) : answer(apply(p, q, undefined), x, row);
    };
  }
  const c = third.run;
  return (row) => {
    const x = a(row);
    const y = b(row);
    const z = c(row);
    const [p, q, r] = [asKind(k0, x), asKind(k1, y), asKind(k2, z)];
    return p === undefined || q === undefined || r === undefined
      ? other(row, x, y, z)
      : answer(apply(p, q, r), x, row);
  };
};

const finite = (value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value;
