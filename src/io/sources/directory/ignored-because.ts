/** Names that uploaders, browsers and editors give to what they have not finished. */
const UNFINISHED = /\.(?:tmp|temp|part|partial|filepart|crdownload|download|swp|swx|swo)~?$|~$/i;

/**
 * Why a file or directory is left alone by its name, in words; undefined where it is not. What is renamed when it is whole
 * comes then, under its own name.
 */
export const ignoredBecause = (name: string): string | undefined => {
  if (name.startsWith('.'))
    return 'hidden: its name begins with a dot, as those of files that rsync writes do';
  const [ending] = UNFINISHED.exec(name) ?? [];
  return ending === undefined ? undefined : `unfinished: its name ends with ${ending}`;
};
