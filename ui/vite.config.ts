/**
 * Builds the pages, each one file with script and style inside, which loads nothing: `npx vite build --config
 * ui/vite.config.ts --mode report` writes `dist/ui/report.html`, `--mode drill` writes `drill.html` beside it. `--outDir`
 * names another folder (tests build their own).
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const ROOT = import.meta.dirname;

// The same page wherever it is built: a test runner's NODE_ENV would bring in the development build of React.
process.env['NODE_ENV'] = 'production';

/** Placeholder in a page for the policy, which needs the hashes of the finished script and style. */
const CSP_PLACEHOLDER = 'letterlock-csp';

/** CSP source expressions of the contents of all elements that the pattern finds. */
function hashes(html: string, element: RegExp): string {
  const found = [...html.matchAll(element)].map((match) => match[1] ?? '');
  return found.map((text) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`).join(' ');
}

/** A policy that lets the page's own script and style run, by hash, and nothing else: no network, no frame, no form. */
function policy(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashes(html, /<script type="module"[^>]*>([\s\S]*?)<\/script>/g)}`,
    `style-src ${hashes(html, /<style[^>]*>([\s\S]*?)<\/style>/g)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function contentSecurityPolicy(): Plugin {
  return {
    name: 'letterlock:content-security-policy',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
          const html = String(file.source);
          file.source = html.replace(CSP_PLACEHOLDER, () => policy(html));
        }
      },
    },
  };
}

export default defineConfig(({ mode }) => ({
  root: ROOT,
  base: './',
  plugins: [react(), viteSingleFile(), contentSecurityPolicy()],
  build: {
    outDir: resolve(ROOT, '..', 'dist', 'ui'),
    // The other page is there too.
    emptyOutDir: false,
    modulePreload: false,
    target: 'es2022',
    // The page is read from disk: its size matters, its transfer does not.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: resolve(ROOT, `${mode}.html`) },
  },
}));
