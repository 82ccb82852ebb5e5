import picomatch from 'picomatch';

export interface WantedPatterns {
  /** Absent: all. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/** A pattern without `/` is of the name, wherever the file is. */
const matcher = (pattern: string): ((path: string) => boolean) =>
  picomatch(pattern, { basename: !pattern.includes('/') });

/** Which paths below a directory are meant by patterns such as `*.log` and `web/**`; an excluded one is not, whatever includes it. */
export const wantedPaths = ({ include, exclude = [] }: WantedPatterns): ((path: string) => boolean) => {
  const [included, excluded] = [include?.map(matcher), exclude.map(matcher)];
  return (path) =>
    (included === undefined || included.some((matches) => matches(path))) &&
    !excluded.some((matches) => matches(path));
};
