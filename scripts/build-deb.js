// Makes tidemark_VERSION_ARCH.deb of what is built, with dpkg-deb: `npm run deb [-- DIRECTORY [VERSION]]`. What it depends on
// besides Node is inside, for this kind of machine.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [directory = '.', version = manifest.version] = process.argv.slice(2);
const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch];
if (architecture === undefined) throw new Error(`There is no package for ${process.arch}.`);

const stage = mkdtempSync(join(tmpdir(), 'tidemark-deb-'));
// What is made here is for everybody to read, whoever makes it.
process.umask(0o022);
chmodSync(stage, 0o755);
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
const put = (path, content, mode = 0o644) => {
  mkdirSync(dirname(join(stage, path)), { recursive: true });
  writeFileSync(join(stage, path), content, { mode });
};
const packaged = (path) => readFileSync(join(root, 'packaging', path));

// Just what is published, and beside it what that depends on.
const library = join(stage, 'usr/lib/tidemark');
mkdirSync(library, { recursive: true });
const [{ filename }] = JSON.parse(
  run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', stage),
);
run('tar', '-xzf', join(stage, filename), '-C', library, '--strip-components=1');
rmSync(join(stage, filename));
const [, ...parts] = run('npm', 'ls', '--omit=dev', '--all', '--parseable').trim().split('\n');
for (const part of parts) {
  const nested = (path) => relative(part, path).split('/').includes('node_modules');
  // For compilers and debuggers of others.
  const unused = (path) => /\.(?:map|[cm]?ts|md)$/.test(path);
  const to = join(library, relative(root, part));
  cpSync(part, to, { recursive: true, dereference: true, filter: (path) => !nested(path) && !unused(path) });
}

const main = join(root, manifest.bin.tidemark);
const tidemark = (...args) => run(process.execPath, '--', main, ...args);
put('usr/bin/tidemark', packaged('deb/tidemark'), 0o755);
put('lib/systemd/system/tidemark.service', packaged('tidemark.service'));
put('etc/tidemark/tidemark.yaml', packaged('tidemark.yaml'));
put('etc/default/tidemark', packaged('environment'), 0o640);
put('usr/share/man/man1/tidemark.1.gz', gzipSync(tidemark('man')));
put('usr/share/bash-completion/completions/tidemark', tidemark('completion', 'bash'));
put('usr/share/zsh/vendor-completions/_tidemark', tidemark('completion', 'zsh'));
put('usr/share/fish/vendor_completions.d/tidemark.fish', tidemark('completion', 'fish'));
put('usr/share/doc/tidemark/copyright', readFileSync(join(root, 'LICENSE')));
put('usr/share/doc/tidemark/changelog.gz', gzipSync(readFileSync(join(root, 'CHANGELOG.md'))));

for (const script of ['postinst', 'prerm', 'postrm'])
  put(`DEBIAN/${script}`, packaged(`deb/${script}`), 0o755);
put('DEBIAN/conffiles', packaged('deb/conffiles'));
const size = run('du', '-sk', '--apparent-size', stage).split('\t', 1)[0];
put(
  'DEBIAN/control',
  `Package: tidemark
Version: ${version}
Section: admin
Priority: optional
Architecture: ${architecture}
Installed-Size: ${size}
Depends: nodejs (>= 20.19), passwd
Recommends: ca-certificates
Maintainer: The Tidemark maintainers <maintainers@users.noreply.example>
Description: watches streams for operations people
 ${manifest.description}
`,
);
const made = join(resolve(directory), `tidemark_${version}_${architecture}.deb`);
run('dpkg-deb', '--root-owner-group', '-Zgzip', '-z6', '--build', stage, made);
rmSync(stage, { recursive: true });
process.stdout.write(`${made}\n`);
