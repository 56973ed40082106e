/** Words for texts that this program does not take, so that the ledger can name them. */

interface Look {
  readonly test: RegExp;
  readonly what: string;
}

/** Tried in this order on the first 8 KB. */
const LOOKS: readonly Look[] = [
  {
    test: /^\s*<(!doctype html|html|head|body)\b/i,
    what: 'HTML page (often a sign-in page saved instead of a download)',
  },
  { test: /^\s*<\?xml|^\s*<(Objs|Events|Event)\b/, what: 'XML; export it with Export-Csv or ConvertTo-Json' },
  { test: /^\s*<Objs\b/, what: 'PowerShell CLIXML; export it with ConvertTo-Json' },
  { test: /^\s*(---\s*\n|%YAML)/, what: 'YAML' },
  { test: /^\{\\rtf/, what: 'RTF document' },
  { test: /^#!/, what: 'script' },
  { test: /^(From |Received: |Return-Path: |Delivered-To: )/, what: 'mail message' },
  { test: /^BEGIN:V(CARD|CALENDAR)/, what: 'vCard or calendar file' },
  { test: /^-----BEGIN [A-Z ]+-----/, what: 'PEM key or certificate' },
];

const LIST_LINE = /^[A-Za-z][\w .()-]{0,60}\s+: ?.*$/;

/** What the text looks like, or null where nothing fits. */
export function looksLike(head: Buffer): string | null {
  const text = head.toString('utf8', 0, Math.min(head.length, 8_192));
  for (const { test, what } of LOOKS) if (test.test(text)) return what;
  return isFormatList(text) ? 'PowerShell list output; export with Export-Csv or ConvertTo-Json' : null;
}

/** Output of Format-List: most lines are `Name : value`, with the colons below one another. */
function isFormatList(text: string): boolean {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 60);
  const columns = new Map<number, number>();
  let matching = 0;
  for (const line of lines) {
    if (!LIST_LINE.test(line)) continue;
    matching += 1;
    const column = line.indexOf(' : ') >= 0 ? line.indexOf(' : ') : line.indexOf(' :');
    columns.set(column, (columns.get(column) ?? 0) + 1);
  }
  const aligned = Math.max(0, ...columns.values());
  return matching >= 3 && aligned >= matching * 0.8 && matching >= lines.length * 0.5;
}
