/** Colours are for terminals, and for people who have not said no. */
export const wantsColours = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && process.env.NO_COLOR === undefined;
