/** The ledger: what was taken in, and that nothing of it vanished. */
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { ReportView, SourceEntry } from '../../../src/report/model.ts';
import { sourceName } from '../lib/case.ts';
import { bytes, count, plural } from '../lib/format.ts';
import { Clipped } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';
import { SourceDetail } from './source-detail.tsx';

const INTRO =
  'Every file as received. Each record that was read is stored, merged with another version of itself, a duplicate, or rejected with its place and reason.';

/** What may need a look, with the words of the choice. */
const CONCERNS = {
  rejects: { word: 'with rejected records', has: (source: SourceEntry) => source.rejected > 0 },
  truncated: {
    word: 'suspected or proven incomplete',
    has: (source: SourceEntry) => source.suspectTruncated.length > 0,
  },
  unrecognised: {
    word: 'not recognised',
    has: (source: SourceEntry) => source.lookedLike !== null || source.format === 'not-recognised',
  },
  empty: { word: 'empty', has: (source: SourceEntry) => source.format === 'empty' },
  damaged: { word: 'with damaged identifiers', has: (source: SourceEntry) => source.identifiersDamaged },
  fields: { word: 'with fields that did not convert', has: (source: SourceEntry) => source.fieldIssues.length > 0 },
} as const;

type Concern = keyof typeof CONCERNS;
const CONCERN_NAMES = Object.keys(CONCERNS) as readonly Concern[];

export function LedgerSection({ view }: { readonly view: ReportView }): ReactNode {
  const { sources } = view;
  const [concern, setConcern] = useState<Concern | null>(null);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const rows = useMemo(
    () =>
      sources.flatMap((source, row) => {
        if (concern !== null && !CONCERNS[concern].has(source)) return [];
        return wanted === '' || sourceName(source).toLowerCase().includes(wanted) ? [row] : [];
      }),
    [sources, concern, wanted],
  );
  const columns = useMemo(() => columnsOf(sources), [sources]);
  const source = chosen === null ? undefined : sources[chosen];
  return (
    <Section id="ledger" title="Ledger of sources" intro={INTRO}>
      <Equation view={view} />
      <Concerns sources={sources} concern={concern} onChoose={setConcern} />
      <div className="tools">
        <label>
          Source
          <input
            type="search"
            value={search}
            placeholder="part of the path"
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
        <p className="tally" aria-live="polite">
          {count(rows.length)} of {plural(sources.length, 'source')}
          {concern === null ? '' : `, ${CONCERNS[concern].word}`}
        </p>
      </div>
      <VirtualTable
        label="Sources"
        rows={rows}
        columns={columns}
        chosen={chosen}
        onChoose={setChosen}
        minWidth="82rem"
        inSight={10}
        empty={sources.length === 0 ? 'No source.' : 'No source fits.'}
      />
      {source === undefined ? null : <SourceDetail source={source} />}
    </Section>
  );
}

/** The sum, checked here once more. */
function Equation({ view }: { readonly view: ReportView }): ReactNode {
  const totals = view.summary.sources;
  const sum = totals.stored + totals.merged + totals.duplicates + totals.rejected;
  const broken = view.sources.filter(
    (source) => source.records !== source.stored + source.merged + source.duplicates + source.rejected,
  );
  const holds = sum === totals.records && broken.length === 0;
  return (
    <>
      <p className="equation">
        <Term value={totals.records} name="read" /> <span aria-hidden="true">=</span>
        <span className="visually-hidden">equals</span> <Term value={totals.stored} name="stored" /> +{' '}
        <Term value={totals.merged} name="merged" /> + <Term value={totals.duplicates} name="duplicates" /> +{' '}
        <Term value={totals.rejected} name="rejected" />
      </p>
      <p className={holds ? 'balance' : 'balance is-broken'}>
        {holds
          ? `It adds up, in the whole and for each of ${plural(view.sources.length, 'source')}.`
          : `It does not add up (${count(sum)} accounted for of ${count(totals.records)}; ${plural(broken.length, 'source')} off). Do not rely on this report.`}
      </p>
    </>
  );
}

function Term({ value, name }: { readonly value: number; readonly name: string }): ReactNode {
  return (
    <span className="term">
      <span className="term-value">{count(value)}</span> <span className="term-name">{name}</span>
    </span>
  );
}

interface ConcernsProps {
  readonly sources: readonly SourceEntry[];
  readonly concern: Concern | null;
  readonly onChoose: (concern: Concern | null) => void;
}

function Concerns({ sources, concern, onChoose }: ConcernsProps): ReactNode {
  const found = CONCERN_NAMES.map((name) => [name, sources.filter(CONCERNS[name].has).length] as const).filter(
    ([, size]) => size > 0,
  );
  if (found.length === 0) return <p className="empty">No source needs a look: none was cut, refused or damaged.</p>;
  return (
    <fieldset className="concerns">
      <legend>Show only sources</legend>
      {found.map(([name, size]) => (
        <button
          key={name}
          type="button"
          className="toggle"
          aria-pressed={concern === name}
          onClick={() => onChoose(concern === name ? null : name)}
        >
          {CONCERNS[name].word} ({count(size)})
        </button>
      ))}
    </fieldset>
  );
}

function remarks(source: SourceEntry): string {
  return CONCERN_NAMES.filter((name) => CONCERNS[name].has(source))
    .map((name) => CONCERNS[name].word)
    .join('; ');
}

function columnsOf(sources: readonly SourceEntry[]): readonly TableColumn[] {
  const figure = (key: 'records' | 'stored' | 'merged' | 'duplicates' | 'rejected', head: string): TableColumn => ({
    key,
    head,
    width: '6.5rem',
    numeric: true,
    cell: (row) => count(sources[row]?.[key] ?? 0),
    compare: (a, b) => (sources[a]?.[key] ?? 0) - (sources[b]?.[key] ?? 0),
  });
  const at = (row: number): SourceEntry | undefined => sources[row];
  return [
    {
      key: 'path',
      head: 'Source',
      cell: (row) => {
        const source = at(row);
        return source === undefined ? '' : <Clipped text={sourceName(source)} />;
      },
    },
    { key: 'format', head: 'Format', width: '9rem', cell: (row) => <Lit text={at(row)?.format ?? ''} /> },
    {
      key: 'bytes',
      head: 'Size',
      width: '5.5rem',
      numeric: true,
      cell: (row) => bytes(at(row)?.bytes ?? 0),
      compare: (a, b) => (at(a)?.bytes ?? 0) - (at(b)?.bytes ?? 0),
    },
    figure('records', 'Read'),
    figure('stored', 'Stored'),
    figure('merged', 'Merged'),
    figure('duplicates', 'Duplicates'),
    figure('rejected', 'Rejected'),
    {
      key: 'remarks',
      head: 'Remarks',
      width: '13rem',
      cell: (row) => {
        const source = at(row);
        return source === undefined ? '' : <Clipped text={remarks(source)} />;
      },
    },
  ];
}
