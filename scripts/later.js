/**
 * A plugin for packages that few runs need, each in a file of its own that is loaded when something of it is first asked for:
 * imports of names stay as they are written in the sources, and no promise is waited for. `namesOf` has what each exports.
 * What runs while a file is loaded must ask for nothing of them, and a default is none of the names.
 */
export const later = (namesOf) => ({
  name: 'later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${Object.keys(namesOf).join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'later',
    }));
    onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => {
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
