/** Where the package is, and how its tools are run: always `node SCRIPT`, so that no shell and no `.cmd` is in between. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the package. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The script behind a command of an installed package, as its package.json names it.
 * @param {string} packageName
 * @param {string} [command] where the package has several
 */
export function commandScript(packageName, command) {
  const folder = join(ROOT, 'node_modules', ...packageName.split('/'));
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : (bin[command ?? packageName] ?? Object.values(bin)[0]);
  return join(folder, file);
}

/**
 * Runs one program in the package's root and waits for it.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ stdio?: import('node:child_process').StdioOptions, shell?: boolean, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ status: number, output: string }>} exit status (128 + n after a signal) and, where piped, stdout and stderr in the order of arrival
 */
export function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ status: code ?? (signal === 'SIGINT' ? 130 : 143), output }));
  });
}

/**
 * Runs a script with this Node.
 * @param {string} script
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}

/**
 * How npm itself is run. Under `npm start` npm names its own script; by hand there is only the command on the path,
 * which on Windows is a `.cmd` and needs a shell.
 * @param {readonly string[]} args fixed words of ours, never a user's
 */
export function runNpm(args) {
  /** @type {{ stdio: import('node:child_process').StdioOptions }} */
  const options = { stdio: ['ignore', 2, 2] };
  const script =
    process.env.npm_execpath ?? join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (script.endsWith('npm-cli.js') && existsSync(script)) return runNode(script, args, options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}
