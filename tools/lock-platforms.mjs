/**
 * `node tools/lock-platforms.mjs`: completes package-lock.json with the native packages of other platforms.
 * npm leaves out of the lock file what the registry within reach does not serve, and `npm ci` then refuses the lock. The
 * entries need only a version, which the depending package states exactly, and the platform, which the name states.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const OS = ['darwin', 'linux', 'win32', 'freebsd', 'android', 'openharmony', 'sunos', 'aix', 'netbsd', 'openbsd'];
const CPU = ['arm64', 'x64', 'ia32', 'arm', 's390x', 'ppc64', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

/** @param {string} name */
function platformOf(name) {
  const words = name.split(/[-/@.]/).map((word) => ({ armv7: 'arm', eabi: 'eabi', windows: 'win32' })[word] ?? word);
  const os = words.find((word) => OS.includes(word));
  const cpu = words.find((word) => CPU.includes(word));
  const libc = words.find((word) => word.startsWith('musl'))
    ? 'musl'
    : words.find((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
    ...(os === undefined ? {} : { os: [os] }),
  };
}

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
let added = 0;
for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (key in lock.packages || !/^\d/.test(String(version))) continue;
    lock.packages[key] = { version, ...platformOf(name), ...(owner.dev ? { dev: true } : {}), optional: true };
    added += 1;
  }
}
const root = lock.packages[''];
lock.packages = {
  '': root,
  ...Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([key]) => key !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ),
};
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
