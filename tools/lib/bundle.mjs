/**
 * Joins the modules of each entry point into few files, in place: to load four hundred small ones takes longer than many a
 * command. What the compiler wrote works without it. Packages stay outside.
 */
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** The program and its threads, below `dist/`, without their ending. */
const ENTRIES = ['cli/main', 'collect/files/worker', 'report/build/raw-worker'];

/** @param {string} dist folder of the compiled modules */
export async function bundle(dist) {
  // Not above: setup reads this file before there are packages.
  const { rolldown } = await import('rolldown');
  for (const entry of ENTRIES) {
    const folder = join(dist, dirname(entry));
    const bundled = await rolldown({
      input: join(dist, `${entry}.js`),
      platform: 'node',
      external: (id) => !id.startsWith('.') && !isAbsolute(id),
      plugins: [whereItStood(folder)],
    });
    await bundled.write({
      dir: folder,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[hash].js',
    });
    await bundled.close();
  }
}

/**
 * A module finds its files by where it stands: it is told where it stood before.
 * @param {string} folder where the joined file will lie
 */
function whereItStood(folder) {
  return {
    name: 'where-it-stood',
    /** @param {string} code @param {string} id */
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      const path = relative(folder, id).split(sep).join('/');
      const stood = `new URL(${JSON.stringify(path)}, import.meta.url).href`;
      return { code: code.replaceAll('import.meta.url', () => stood), map: null };
    },
  };
}
