/**
 * A text as a URL; undefined where it is none. `URL.canParse` is not to be asked: after some thousand calls, when it is compiled,
 * those of Node 20 and 22 say that `http://bücher.example/` is none.
 */
export const parsedUrl = (text: string, base?: string): URL | undefined => {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
};
