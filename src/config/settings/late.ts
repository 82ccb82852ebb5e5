/**
 * What is made when it is first asked for, once. The schemas of parts are: most configs name few of the parts, and all of
 * the schemas together take some ten milliseconds of every start.
 */
export const late = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
