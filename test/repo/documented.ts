/** What the documents must tell, and whether they do. */
import type { ProjectFile } from './files.ts';

/** A command or option of the command line, as commander holds it. Only what is needed here. */
export interface CommandLike {
  name(): string;
  readonly options: readonly { readonly long?: string | undefined; readonly hidden: boolean }[];
  readonly commands: readonly CommandLike[];
}

/** `letterlock detections check` and `--long` options, of all commands below. */
export function commandWords(command: CommandLike, path: string = command.name()): readonly string[] {
  const options = command.options.filter((option) => !option.hidden).map((option) => option.long ?? '');
  const below = command.commands.flatMap((child) => [
    `${path} ${child.name()}`,
    ...commandWords(child, `${path} ${child.name()}`),
  ]);
  return [...new Set([...options, ...below])].filter((word) => word !== '' && !word.endsWith(' help'));
}

/** Words that stand in none of the documents as a whole word. */
export function undocumented(words: readonly string[], documents: readonly ProjectFile[]): readonly string[] {
  return words.filter((word) => {
    const whole = new RegExp(`(?<![\\w-])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
    return !documents.some(({ text }) => whole.test(text));
  });
}

/** Settings of a section of docs/limits.md that are absent or stand there with another value. */
export function wrongLimits(
  document: string,
  section: string,
  limits: Readonly<Record<string, number>>,
): readonly string[] {
  const part = document.split(/^## /m).find((text) => text.split('\n')[0]?.includes(`(${section})`)) ?? '';
  return Object.entries(limits).flatMap(([name, value]) => {
    const row = new RegExp(`^\\| \`${name}\` \\| ([\\d.]+)`, 'm').exec(part);
    if (row === null) return [`${section}.${name}: not documented`];
    return Number(row[1]) === value ? [] : [`${section}.${name}: documented as ${row[1]}, is ${value}`];
  });
}
