/** The same function, that does nothing from the second call on. */
export function once(tell: (() => void) | undefined): (() => void) | undefined {
  let told = tell === undefined;
  return () => {
    if (told) return;
    told = true;
    tell?.();
  };
}
