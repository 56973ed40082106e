/**
 * Documents: those made from source (`--write` writes them) and the links of all of them.
 * Needs a build: the generators are part of the program.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cliDocument } from './lib/cli-document.mjs';
import { ROOT } from './lib/process.mjs';
import { filesBelow } from './lib/stamp.mjs';

/**
 * File below the root, module of dist/, and how its text is made from that module.
 * @typedef {{ factsDocument(): string, errorsDocument(): string, buildProgram(): Promise<import('commander').Command>, schemaText(file: string): string, diffSchemaText(): string, drillSchemaText(): string, ownSchemaText(): string }} Maker
 * @type {readonly { file: string, module: string, text: (made: Maker) => string | Promise<string> }[]}
 */
const GENERATED = [
  { file: 'docs/facts.md', module: 'facts/document.js', text: (made) => made.factsDocument() },
  { file: 'docs/errors.md', module: 'facts/document.js', text: (made) => made.errorsDocument() },
  { file: 'docs/cli.md', module: 'cli/program.js', text: async (made) => cliDocument(await made.buildProgram()) },
  ...['summary.json', 'findings.json', 'exposure.json', 'coverage.json', 'sources.json', 'events.jsonl'].map(
    (name) => ({
      file: `docs/schemas/${name.split('.')[0]}.schema.json`,
      module: 'report/schema.js',
      /** @param {Maker} made */
      text: (made) => made.schemaText(name),
    }),
  ),
  { file: 'docs/schemas/diff.schema.json', module: 'report/diff/schema.js', text: (made) => made.diffSchemaText() },
  { file: 'docs/schemas/drill.schema.json', module: 'drill/schema.js', text: (made) => made.drillSchemaText() },
  { file: 'docs/schemas/drill-own.schema.json', module: 'drill/own/schema.js', text: (made) => made.ownSchemaText() },
];

/** @param {typeof GENERATED[number]} entry */
async function make({ module, text }) {
  return text(await import(pathToFileURL(join(ROOT, 'dist', module)).href));
}

/** Every Markdown file of the project, absolute. */
function markdownFiles() {
  const top = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
  return [...top, 'docs', 'examples', 'bench'].flatMap((name) =>
    filesBelow(join(ROOT, name)).filter((file) => file.endsWith('.md')),
  );
}

/** The anchors of a document, as its headings make them. @param {string} text */
export function anchorsOf(text) {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/**
 * Relative links of one document that lead nowhere.
 * @param {string} file absolute
 * @param {string} text
 */
export function brokenLinks(file, text) {
  const links = text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : resolve(dirname(file), path);
    if (!existsSync(target)) return [`no such file: ${link}`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? [] : [`no such heading: ${link}`];
  });
}

/** @param {typeof GENERATED[number]} entry @returns {Promise<string[]>} */
async function staleness(entry) {
  if (!existsSync(join(ROOT, 'dist', entry.module)))
    return [`${entry.file}: cannot be checked; run \`npm run build\` first`];
  const path = join(ROOT, entry.file);
  const current = existsSync(path) && readFileSync(path, 'utf8') === (await make(entry));
  return current
    ? []
    : [`${entry.file}: is not what the sources make; run \`node tools/docs.mjs --write\` after a build`];
}

/** One page a family of detections; `test/detect/document.test.ts` holds them to the files. */
async function writeDetections() {
  const module = join(ROOT, 'dist', 'detect', 'index.js');
  if (!existsSync(module)) return console.error('docs/detections: dist/detect is not built');
  const made = await import(pathToFileURL(module).href);
  for (const { path, text } of made.detectionDocuments()) writeFileSync(join(ROOT, 'docs', path), text);
}

/** @returns {Promise<{ lookedAt: number, problems: string[] }>} */
export async function checkDocs() {
  const files = markdownFiles();
  const problems = files.flatMap((file) =>
    brokenLinks(file, readFileSync(file, 'utf8')).map(
      (problem) => `${relative(ROOT, file).split(sep).join('/')}: ${problem}`,
    ),
  );
  for (const entry of GENERATED) problems.push(...(await staleness(entry)));
  return { lookedAt: files.length, problems };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv[2] === '--write') {
    for (const entry of GENERATED) {
      if (existsSync(join(ROOT, 'dist', entry.module))) writeFileSync(join(ROOT, entry.file), await make(entry));
      else console.error(`${entry.file}: dist/${entry.module} is not built`);
    }
    await writeDetections();
  } else {
    const { lookedAt, problems } = await checkDocs();
    for (const problem of problems) console.error(problem);
    console.log(`${lookedAt} documents, ${problems.length} problems`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  }
}
