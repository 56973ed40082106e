/** docs/detections/*.md, one page a family, and their index, made from the detections themselves; a test holds the files against this. */
import { type Attack, loadAttack } from './attack.ts';
import { type BaseRates, baseRateLines, baseRates, measuredSetLines } from './base-rates.ts';
import type { Detection } from './definition.ts';
import { loadDetections } from './load.ts';
import { FACT_SOURCES, LOG_WORDS } from './requirements.ts';

/** One Markdown file, by its path below `docs/`. */
export interface DetectionDocument {
  readonly path: string;
  readonly text: string;
}

/** Every page, in the order of paths: `detections/README.md` and one a family. */
export function detectionDocuments(
  detections: readonly Detection[] = loadDetections(),
  attack: Attack = loadAttack(),
  rates: BaseRates = baseRates(),
): readonly DetectionDocument[] {
  const families = [...new Set(detections.map(familyOf))];
  const pages = families.map((family) => ({
    path: `detections/${family}.md`,
    text: page(
      family,
      detections.filter((detection) => familyOf(detection) === family),
      attack,
      rates,
    ),
  }));
  return [{ path: 'detections/README.md', text: overview(detections, attack, rates) }, ...pages];
}

function familyOf(detection: Detection): string {
  return detection.id.split('/')[0] ?? '';
}

const MADE = '<!-- Made from detections/ by src/detect/document.ts. Do not edit. -->';

function overview(detections: readonly Detection[], attack: Attack, rates: BaseRates): string {
  const rows = detections.map((detection) =>
    row([
      `[${detection.id}](${familyOf(detection)}.md#${anchor(detection)})`,
      detection.title,
      detection.severity,
      detection.confidence,
      detection.status,
      detection.attack.join(', '),
    ]),
  );
  return `${[
    MADE,
    '',
    '# Detections',
    '',
    `${detections.length} detections come with the program. How a file is written: [the format](../detections.md). Techniques are those of ATT&CK ${attack.version}.`,
    '',
    row(['detection', 'what it finds', 'severity', 'confidence', 'status', 'ATT&CK']),
    row(Array<string>(6).fill('---')),
    ...rows,
    '',
    ...measuredSetLines(rates),
  ].join('\n')}\n`;
}

function page(family: string, detections: readonly Detection[], attack: Attack, rates: BaseRates): string {
  return `${[MADE, '', `# Detections: ${family}`, ...detections.flatMap((detection) => ['', section(detection, attack, rates)])].join('\n')}\n`;
}

/** The anchor that a heading gets: lower case, without anything but letters, digits, `_`, `-`. */
function anchor(detection: Detection): string {
  return detection.id.replaceAll(/[^a-z0-9_-]/g, '');
}

function section(detection: Detection, attack: Attack, rates: BaseRates): string {
  const parameters = detection.parameters.map(({ name, default: value, unit, why }) =>
    row([`\`${name}\``, `${String(value)}${unit === undefined ? '' : ` ${unit}`}`, why]),
  );
  const { baseline } = detection;
  return [
    `## ${detection.id}`,
    '',
    `**${detection.title}.** Severity ${detection.severity}, confidence ${detection.confidence}, ${detection.status}, version ${detection.version}.`,
    '',
    detection.description.trim(),
    '',
    '### Data it needs',
    '',
    ...detection.requires.map((requirement) => {
      const logs = requirement.logs ?? FACT_SOURCES[requirement.fact].logs;
      const words =
        requirement.logs === undefined
          ? FACT_SOURCES[requirement.fact].collect
          : logs.map((log) => LOG_WORDS[log]).join('; or ');
      return `- ${FACT_SOURCES[requirement.fact].words} (\`${requirement.fact}\`): ${words}.`;
    }),
    ...(baseline === undefined
      ? []
      : [
          `- A past: \`${baseline.days}\` of \`${baseline.fact}\` records for each \`${baseline.by}\`. Where there is none, it does not judge, and says so.`,
        ]),
    '',
    ...(parameters.length === 0
      ? []
      : ['### Parameters', '', row(['parameter', 'default', 'why']), row(['---', '---', '---']), ...parameters, '']),
    '### False positives',
    '',
    ...items(detection.falsePositives),
    '',
    '### Blind spots',
    '',
    ...items(detection.blindSpots),
    '',
    '### Measured base rate',
    '',
    ...baseRateLines(detection.id, rates),
    '',
    '### What to do',
    '',
    ...items(
      detection.response.map(({ purpose, step }) => `${purpose === 'contain' ? 'Contain' : 'Preserve'}: ${step}`),
    ),
    '',
    '### ATT&CK and references',
    '',
    ...items(
      detection.attack.map(
        (id) =>
          `[${id} ${attack.techniques.get(id)?.name ?? ''}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`,
      ),
    ),
    ...items(
      detection.references.map(({ url, date, what }) => `[${what.trim()}](${url})${date === null ? '' : `, ${date}`}`),
    ),
    '',
    '### Cases',
    '',
    ...items(detection.cases.map(({ name, expect, why }) => `${name} (${expect}): ${why.trim()}`)),
    '',
    '### Logic',
    '',
    '```sql',
    detection.sql.trim(),
    '```',
  ].join('\n');
}

function items(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `- ${text.trim().replaceAll(/\s*\n\s*/g, ' ')}`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`;
}
