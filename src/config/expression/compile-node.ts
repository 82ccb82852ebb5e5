import type { ASTNode } from '@marcbachmann/cel-js';
import { wholeInRow } from '../../operators/exact-value.js';
import type { Skips } from '../../operators/skips.js';
import { arithmetic, negated } from './arithmetic.js';
import { callOf } from './call.js';
import { listOf, mapOf, membership } from './collections.js';
import { type Compiled, constant, folded, Source } from './compiled.js';
import { equality } from './equality.js';
import { type ExpressionType, typeOfValue } from './expression-type.js';
import { elementOf, fieldOf, memberOf } from './fields.js';
import { functionHint } from './foreign-functions.js';
import { FUNCTIONS } from './function-table.js';
import { choice, junction, not } from './logic.js';
import { MACROS, type Macro, macroOf, type Variable } from './macros.js';
import { matchesOf } from './matches.js';
import { ordering } from './ordering.js';
import { OWN_FUNCTIONS } from './own-functions.js';

/** A name that an expression reads from the row, and where it stands in the text. */
export interface FieldUse {
  readonly name: string;
  /** The same as it is written. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

/** What is known while an expression is compiled. */
export interface Scope {
  readonly text: string;
  readonly types: Readonly<Record<string, ExpressionType>>;
  /** The name that a field has in rows; undefined: as it is written, and a dot leads into a map. */
  readonly nameOf: ((written: string) => string) | undefined;
  /** Filled while compiling. */
  readonly uses: FieldUse[];
  readonly variables: ReadonlyMap<string, Variable>;
  /** Told of the rows on which a part of it has no value. */
  readonly skips: Skips;
}

type NodeOf<Op extends ASTNode['op']> = Extract<ASTNode, { op: Op }>;

/** Turns a syntax tree into closures, once; refuses what can be seen to be wrong before any row. */
export const compileNode = (node: ASTNode, scope: Scope): Compiled => {
  const source = new Source(scope.text, node, scope.skips);
  const compile = (part: ASTNode): Compiled => compileNode(part, scope);
  switch (node.op) {
    case 'value':
      return literal(node, source);
    case 'id':
      return named(node, scope, source);
    case '.':
      if (isPath(node, scope)) return fieldAt(node, scope, source);
      return memberOf(compile(node.args[0]), unquoted(scope.text.slice(node.pos, node.end)), source);
    case '[]':
      if (isPath(node, scope)) return fieldAt(node, scope, source);
      return elementOf(compile(node.args[0]), compile(node.args[1]), source);
    case '.?':
    case '[?]':
      return source.refuse(`${node.op} means nothing here.`, 'what is missing is null anyway');
    case 'list':
      return listOf(node.args.map(compile), source);
    case 'map':
      return mapOf(
        node.args.map(([key, value]) => [compile(key), compile(value)] as const),
        source,
      );
    case 'call':
      return calledFunction(node, scope, source);
    case 'rcall':
      return calledMethod(node, scope, source);
    case '?:':
      return choice(compile(node.args[0]), compile(node.args[1]), compile(node.args[2]), source);
    case '&&':
    case '||':
      return junction(node.op, operandsOf(node).map(compile), source);
    case '!_':
      return not(compile(node.args), source);
    case '-_':
      return negated(compile(node.args), source);
    case '==':
    case '!=':
      return equality(node.op, compile(node.args[0]), compile(node.args[1]), source);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(node.op, compile(node.args[0]), compile(node.args[1]), source);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(node.op, compile(node.args[0]), compile(node.args[1]), source);
    case 'in':
      return membership(compile(node.args[0]), compile(node.args[1]), source);
  }
};

const unquoted = (name: string): string => (name.startsWith('`') ? name.slice(1, -1) : name);

const literal = ({ args: value }: NodeOf<'value'>, source: Source): Compiled => {
  if (typeof value === 'bigint') return constant(source, 'number', wholeInRow(value));
  if (value !== null && typeof value === 'object')
    return source.refuse('There are no bytes here.', 'write a string, without b before the quote');
  return constant(source, typeOfValue(value), value);
};

/** A field of the row, whatever its name, or the variable of a macro around it. */
const named = (node: NodeOf<'id'>, scope: Scope, source: Source): Compiled => {
  const variable = scope.variables.get(writtenAt(node, scope));
  if (variable !== undefined) return { type: 'any', source, run: () => variable.value };
  return fieldAt(node, scope, source);
};

const writtenAt = ({ start, end }: ASTNode, { text }: Scope): string => unquoted(text.slice(start, end));

const fieldAt = (node: ASTNode, scope: Scope, source: Source): Compiled => {
  const { types, uses } = scope;
  const { start, end } = node;
  const written = writtenAt(node, scope);
  const name = scope.nameOf?.(written) ?? written;
  uses.push({ name, written, start, end });
  return fieldOf(name, Object.hasOwn(types, name) ? (types[name] ?? 'any') : 'any', source);
};

const isText = (node: ASTNode): boolean => node.op === 'value' && typeof node.args === 'string';

/** `user.id` where rows have no field `user`: rows have what lies deeper in a log as a field of its own. */
const isPath = (node: ASTNode, scope: Scope): boolean => {
  if (node.op === '.') return isPath(node.args[0], scope);
  if (node.op === '[]') return isText(node.args[1]) && isPath(node.args[0], scope);
  if (node.op !== 'id' || scope.nameOf === undefined) return false;
  const written = writtenAt(node, scope);
  return !scope.variables.has(written) && !Object.hasOwn(scope.types, scope.nameOf(written));
};

/** All operands of a chain of the same sign, so that a long chain is not a deep one. */
const operandsOf = (node: NodeOf<'&&' | '||'>): readonly ASTNode[] => {
  const operands: ASTNode[] = [];
  let left: ASTNode = node;
  while (left.op === node.op) {
    operands.push(left.args[1]);
    left = left.args[0];
  }
  return [...operands, left].reverse();
};

const NAMES = ['has', 'matches', ...OWN_FUNCTIONS.keys(), ...FUNCTIONS.keys()];
const METHODS = [...MACROS, ...NAMES];

const calledFunction = ({ args: [name, args] }: NodeOf<'call'>, scope: Scope, source: Source): Compiled => {
  const [first, second] = args;
  if (name === 'has') {
    const isPath = first !== undefined && args.length === 1 && ['id', '.', '[]'].includes(first.op);
    if (!isPath) return source.refuse('has takes a field: has(user) or has(user.id).');
    const path = compileNode(first, scope);
    const run = path.run;
    return folded({ type: 'bool', isDefinite: true, source, run: (row) => run(row) !== null }, [path]);
  }
  if (name === 'matches' && first !== undefined && second !== undefined && args.length === 2)
    return matchesOf(compileNode(first, scope), compileNode(second, scope), source);
  const own = OWN_FUNCTIONS.get(name);
  if (own !== undefined)
    return own(
      args.map((arg) => compileNode(arg, scope)),
      source,
    );
  const place = new Source(scope.text, { start: source.node.start, end: source.node.start + name.length });
  const entry = FUNCTIONS.get(name);
  if (entry === undefined && name !== 'matches')
    return place.refuse(
      `There is no function ${source.text.slice(0, name.length)}.`,
      functionHint(name, NAMES),
    );
  if (entry === undefined || entry.form === 'method')
    return place.refuse(`${name} stands behind a value.`, `write x.${name}(…)`);
  return callOf(
    name,
    entry,
    args.map((arg) => compileNode(arg, scope)),
    source,
  );
};

/** Blanks, comments and closing brackets between a value and the name of its method. */
const UP_TO_METHOD = /(?:[\s)]|\/\/[^\n]*\n)*\.(?:\s|\/\/[^\n]*\n)*/y;

const calledMethod = (
  { args: [name, receiver, args] }: NodeOf<'rcall'>,
  scope: Scope,
  source: Source,
): Compiled => {
  UP_TO_METHOD.lastIndex = receiver.end;
  const start = UP_TO_METHOD.test(scope.text) ? UP_TO_METHOD.lastIndex : source.node.start;
  const place = new Source(scope.text, { start, end: start + name.length });
  const [first, second] = args;
  const macro = MACROS.find((one) => one === name);
  if (macro !== undefined) {
    if (first === undefined || second === undefined || args.length !== 2)
      return place.refuse(`${name} is written list.${name}(x, x > 0).`);
    return comprehension(macro, receiver, [first, second], scope, source);
  }
  if (name === 'matches') {
    if (first === undefined || args.length !== 1)
      return place.refuse('matches is written x.matches("^/api").');
    return matchesOf(compileNode(receiver, scope), compileNode(first, scope), source);
  }
  const entry = FUNCTIONS.get(name);
  if (OWN_FUNCTIONS.has(name))
    return place.refuse(`${name} stands in front of its value.`, `write ${name}(x, …)`);
  if (entry === undefined && name !== 'has')
    return place.refuse(`There is no function ${place.text}.`, functionHint(name, METHODS));
  if (entry === undefined || entry.form === 'call')
    // size(x) and x.size() are the same in CEL.
    return entry !== undefined && name === 'size'
      ? callOf(
          name,
          entry,
          [receiver, ...args].map((arg) => compileNode(arg, scope)),
          source,
        )
      : place.refuse(`${name} stands in front of its value.`, `write ${name}(x)`);
  return callOf(
    name,
    entry,
    [receiver, ...args].map((arg) => compileNode(arg, scope)),
    source,
  );
};

const comprehension = (
  macro: Macro,
  receiver: ASTNode,
  [name, body]: readonly [ASTNode, ASTNode],
  scope: Scope,
  source: Source,
): Compiled => {
  const collection = compileNode(receiver, scope);
  if (name.op !== 'id')
    return new Source(scope.text, name).refuse(`${macro} names its element first: list.${macro}(x, x > 0).`);
  const variable: Variable = { value: null };
  const variables = new Map(scope.variables).set(unquoted(scope.text.slice(name.start, name.end)), variable);
  return macroOf(macro, collection, variable, compileNode(body, { ...scope, variables }), source);
};
