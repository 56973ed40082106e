/** Rules on the text of the project's files: each names a file and line where it is broken. */
import type { ProjectFile } from './files.ts';

interface Rule {
  readonly name: string;
  /** Which files it is about. */
  readonly files: RegExp;
  readonly pattern: RegExp;
  readonly why: string;
}

const CODE = /\.(ts|tsx|mjs)$/;
const ANY = /./;

export const RULES: readonly Rule[] = [
  {
    name: 'registry-host',
    files: ANY,
    pattern: /\bhttps?:\/\/[^\s/'"]*(registry|artifactory|nexus)[^\s/'"]*/i,
    why: "the user's own npm settings say where packages come from",
  },
  {
    name: 'machine-path',
    files: ANY,
    pattern: /(?<![\w./:~*\\-])(\/(work|tmp|root|home|Users)\/\w|[A-Z]:\\Users\\)/,
    why: 'a path of one machine means nothing on another',
  },
  { name: 'any', files: CODE, pattern: /\bas any\b|:\s*any\b|<any>/, why: 'it switches the compiler off' },
  { name: 'ts-ignore', files: CODE, pattern: /@ts-(ignore|nocheck)/, why: 'it switches the compiler off' },
  // In a test it says that something must not compile.
  {
    name: 'ts-expect-error',
    files: /^(src|ui|tools|bench)\//,
    pattern: /@ts-expect-error/,
    why: 'it switches the compiler off',
  },
  {
    name: 'focused-test',
    files: /\.test\.ts$/,
    pattern: /\b(it|test|describe)\.only\b/,
    why: 'it switches the other tests off',
  },
  {
    name: 'lock-resolved',
    files: /^package-lock\.json$/,
    pattern: /"resolved"/,
    why: 'it names the registry of one machine',
  },
];

/** Longest file of code, in lines. */
export const LONGEST = 500;

/** Code that may be longer, with the reason. */
const LONGER: ReadonlyMap<string, string> = new Map();

/** Breaches, `path:line: rule (why)`. */
export function textBreaches(files: readonly ProjectFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    const found = RULES.filter((rule) => rule.files.test(path)).flatMap((rule) =>
      lines.flatMap((line, index) =>
        rule.pattern.test(line) ? [`${path}:${index + 1}: ${rule.name} (${rule.why})`] : [],
      ),
    );
    const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
    const long = CODE.test(path) && count > LONGEST && !LONGER.has(path);
    return long ? [...found, `${path}: ${count} lines, more than ${LONGEST}`] : found;
  });
}
