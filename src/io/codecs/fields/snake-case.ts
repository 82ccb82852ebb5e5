const MAX_NAME_CHARACTERS = 128;
/** Marks of accents, once they are apart from their letters. */
const MARKS = /\p{M}+/gu;
const LOWER_THEN_UPPER = /([a-z0-9])([A-Z])/g;
const ACRONYM_THEN_WORD = /([A-Z])([A-Z][a-z])/g;
const NOT_A_WORD = /[^A-Za-z0-9]+/g;

/**
 * The name that a field of a log has in rows: `cs(User-Agent)` → `cs_user_agent`, `RequestPath` → `request_path`,
 * `HTTPServer` → `http_server`, `@timestamp` → `timestamp`.
 *
 * Always an identifier of a-z, 0-9 and `_`, at most 128 characters: never empty (`field` where nothing is left), never
 * `__proto__`, and with `_` in front of a digit.
 */
export function snakeCase(name: string): string {
  const words = name
    .slice(0, MAX_NAME_CHARACTERS)
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(LOWER_THEN_UPPER, '$1_$2')
    .replace(ACRONYM_THEN_WORD, '$1_$2')
    .replace(NOT_A_WORD, '_')
    .toLowerCase();
  const from = words.startsWith('_') ? 1 : 0;
  const trimmed = words.slice(from, words.endsWith('_') ? -1 : undefined).slice(0, MAX_NAME_CHARACTERS - 1);
  if (trimmed === '') return 'field';
  return trimmed.charCodeAt(0) <= 0x39 ? `_${trimmed}` : trimmed;
}

/** Snake-case names, all different: a name that is taken gets `_2`, `_3` and so on. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return names.map((name) => {
    const snake = snakeCase(name);
    let unique = snake;
    for (let n = next.get(snake) ?? 2; taken.has(unique); n++) {
      unique = `${snake}_${n}`;
      next.set(snake, n + 1);
    }
    taken.add(unique);
    return unique;
  });
}
