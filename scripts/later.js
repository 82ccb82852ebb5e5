/**
 * A plugin for packages that few runs need, each in a file of its own that is loaded when something of it is first asked for:
 * imports of names stay as they are written in the sources, and no promise is waited for. `namesOf` has what each exports.
 * What runs while a file is loaded must ask for nothing of them. A default is none of the names: it stands for itself where a
 * package has nothing else, and is a function.
 */
export const later = (namesOf) => ({
  name: 'later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${Object.keys(namesOf).join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'later',
    }));
    onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => {
      if (namesOf[path].length === 0) return { contents: functionOf(path) };
      const getters = namesOf[path].map((name) => `get ${name}() { return whole().${name}; }`);
      // `linked` is what a linked file has for `require`.
      return {
        contents: `let found;
const whole = () => (found ??= linked('./${path}.js'));
module.exports = { ${getters.join(', ')} };`,
      };
    });
  },
});

const functionOf = (path) => `let found;
const whole = () => (found ??= linked('./${path}.js').whole);
module.exports = new Proxy(() => undefined, {
  apply: (_, self, given) => whole()(...given),
  get: (_, name) => whole()[name],
});`;
