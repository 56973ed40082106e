/**
 * Pages without script for people who get them printed or by mail: every text of a log is escaped, characters that would
 * not be seen or would turn the line round are shown by their number, and the policy in the page lets nothing be loaded.
 */
import { createHash } from 'node:crypto';

/** A piece of a page that is safe as it stands. */
export interface Html {
  readonly html: string;
}

const STYLE = `:root{color-scheme:light}
body{font:11pt/1.45 "Segoe UI",system-ui,-apple-system,"Noto Sans",sans-serif;color:#1a1a1a;background:#fff;margin:2rem auto;max-width:62rem;padding:0 1.25rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-top:1px solid #767676;padding-top:1rem}h3{font-size:1rem;margin:1.25rem 0 .35rem}
p,li{overflow-wrap:anywhere}p{margin:.4rem 0}ul{margin:.4rem 0;padding-left:1.3rem}
.statement{font-size:1.08rem;font-weight:600}.note{color:#454545}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.9rem}caption{text-align:left;color:#454545;padding:.25rem 0}
th,td{border:1px solid #b5b5b5;padding:.25rem .45rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:#f0f0f0}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
.odd{border:1px solid #767676;font-size:.8em;padding:0 .15em}
a{color:#0b4f9e}
@media print{body{margin:0;max-width:none;font-size:9.5pt}thead{display:table-header-group}tr{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit;text-decoration:none}}
@page{margin:16mm}`;

const STYLE_HASH = createHash('sha256').update(STYLE, 'utf8').digest('base64');

/** Controls, marks of direction, joiners and line separators: what would not be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(
      UNSEEN,
      (sign) => `<span class="odd">U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}</span>`,
    );
}

/** A template whose texts and numbers are escaped; pieces that are safe already stand as they are. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const text = (value: string | number | Html | readonly Html[]): string => {
    if (typeof value === 'string') return escaped(value);
    if (typeof value === 'number') return String(value);
    return 'html' in value ? value.html : value.map((piece) => piece.html).join('');
  };
  return { html: parts.reduce((all, part, index) => `${all}${text(values[index - 1] ?? '')}${part}`) };
}

/** The beginning of a page. Titles stand as plain text: no element may stand in one. */
export function pageStart(title: string): Html {
  const plain = title.replace(UNSEEN, ' ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
`;
}

export const PAGE_END: Html = { html: '</main>\n</body>\n</html>\n' };
