/** A sentence behind another that says what to write. */
const ADVICE = / (?:(W)rite|(D)id you mean) (.+?)([.?])(?=\s|$)/;

/** Takes what to write instead, where a message ends in that, out of the message. */
export const splitAdvice = (message: string): { readonly message: string; readonly suggestion?: string } => {
  const found = ADVICE.exec(message);
  if (found === null) return { message };
  const [whole, write, , what = '', end] = found;
  const rest = `${message.slice(0, found.index)}${message.slice(found.index + whole.length)}`;
  return {
    message: rest,
    suggestion: write !== undefined ? `write ${what}` : `did you mean ${what}${end ?? '?'}`,
  };
};
