/** docs/cli.md, made from the program's own commands and options. */

/** A cell of a Markdown table. @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\r?\n\s*/g, ' ');
}

/** @param {import('commander').Option} option */
function optionRow(option) {
  const fallback = option.defaultValueDescription ?? option.defaultValue;
  const shown = fallback === undefined || fallback === false ? '' : `\`${String(fallback)}\``;
  return `| \`${cell(option.flags)}\` | ${cell(option.description)} | ${cell(shown)} |`;
}

/**
 * @param {import('commander').Command} command
 * @param {string} path the command as it is typed
 * @returns {string[]} paragraphs
 */
function section(command, path) {
  const children = command.commands.filter((child) => child.name() !== 'help');
  const options = command.options.filter((option) => !option.hidden);
  const table = ['| option | what it does | default |', '| --- | --- | --- |', ...options.map(optionRow)].join('\n');
  const usage = `${path} ${command.usage()}`.trim();
  return [
    `## \`${path}\``,
    command.description(),
    `\`\`\`\n${usage}\n\`\`\``,
    ...(options.length === 0 ? [] : [table]),
    ...children.flatMap((child) => section(child, `${path} ${child.name()}`)),
  ].filter((paragraph) => paragraph !== '');
}

/**
 * @param {import('commander').Command} program
 * @returns {string}
 */
export function cliDocument(program) {
  const head = ['# Command line', '<!-- Made from src/cli by `node tools/docs.mjs --write`. Do not edit. -->'];
  return `${[...head, ...section(program, program.name())].join('\n\n')}\n`;
}
