/** Whether a path is one of those, or in a directory of those, which end with `/`. */
export const unseenPaths = (unseen: readonly string[]): ((path: string) => boolean) => {
  if (unseen.length === 0) return () => false;
  const all = new Set(unseen);
  return (path) => {
    if (all.has(path)) return true;
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
      if (all.has(path.slice(0, at + 1))) return true;
    return false;
  };
};
