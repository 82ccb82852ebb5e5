const VARIABLE = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** The SDK warns on stderr of a Node that its later versions will not run on; ours is pinned. */
export const withoutNodeWarning = <T>(make: () => T): T => {
  const before = process.env[VARIABLE];
  process.env[VARIABLE] = 'true';
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[VARIABLE];
    else process.env[VARIABLE] = before;
  }
};
