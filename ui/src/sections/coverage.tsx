/** Coverage: for each log kind, mailboxes by days, whether an access would have been seen. */
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { CoverageGrid, ReportView } from '../../../src/report/model.ts';
import { dayName, inWords, rowName, runName, runs, spansByRow, unseenHours, worstFirst } from '../lib/coverage.ts';
import { count, percent, plural } from '../lib/format.ts';
import { COVERAGE, COVERAGE_ORDER, LOG_KIND } from '../lib/words.ts';
import { Disclosure } from '../parts/disclosure.tsx';
import { Clipped } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { When } from '../parts/time.tsx';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';

const INTRO =
  'What the logs here could have shown. Only where a log was observed does “no access” mean anything. Days are UTC; a day has its worst state. Worst rows first.';

export function CoverageSection({ view }: { readonly view: ReportView }): ReactNode {
  return (
    <Section id="coverage" title="Coverage" intro={INTRO}>
      <Legend />
      {view.coverage.grids.length === 0 ? (
        <p className="empty">There is no coverage to state: no log was taken in.</p>
      ) : null}
      {view.coverage.grids.map((grid) => (
        <Grid key={grid.logKind} view={view} grid={grid} />
      ))}
    </Section>
  );
}

function Legend(): ReactNode {
  return (
    <dl className="coverage-legend">
      {COVERAGE_ORDER.toReversed().map((state) => (
        <div key={state}>
          <dt>
            <span className={`day state-${state}`} aria-hidden="true">
              {COVERAGE[state].mark}
            </span>{' '}
            {COVERAGE[state].word}
          </dt>
          <dd>{COVERAGE[state].meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

function Shares({ grid }: { readonly grid: CoverageGrid }): ReactNode {
  const shown = COVERAGE_ORDER.toReversed().filter((state) => (grid.shares[state] ?? 0) > 0);
  return (
    <>
      <div className="share-bar" aria-hidden="true">
        {shown.map((state) => (
          <span key={state} className={`share state-${state}`} style={{ flexGrow: grid.shares[state] ?? 0 }} />
        ))}
      </div>
      <p className="share-words">
        {shown.map((state) => `${COVERAGE[state].word} ${percent(grid.shares[state] ?? 0)}`).join(' · ')}
      </p>
    </>
  );
}

function Grid({ view, grid }: { readonly view: ReportView; readonly grid: CoverageGrid }): ReactNode {
  const many = grid.rows.length > 12;
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const order = useMemo(() => worstFirst(grid), [grid]);
  const rows = useMemo(
    () => (wanted === '' ? order : order.filter((row) => rowName(view, grid, row).toLowerCase().includes(wanted))),
    [order, view, grid, wanted],
  );
  const columns = useMemo(() => columnsOf(view, grid), [view, grid]);
  const name = LOG_KIND[grid.logKind];
  return (
    <figure className="coverage-grid">
      <figcaption>
        <h3>{name}</h3>
        <Shares grid={grid} />
      </figcaption>
      {many ? (
        <div className="tools">
          <label>
            Mailbox
            <input
              type="search"
              value={search}
              placeholder="part of the address"
              onChange={(event) => setSearch(event.target.value)}
            />
          </label>
          <p className="tally" aria-live="polite">
            {count(rows.length)} of {plural(grid.rows.length, 'mailbox', 'mailboxes')}
          </p>
        </div>
      ) : null}
      <VirtualTable
        label={`Coverage by ${name}`}
        rows={rows}
        columns={columns}
        chosen={chosen}
        onChoose={setChosen}
        minWidth={`${15 + view.coverage.dayCount * DAY_WIDTH}rem`}
        inSight={10}
        empty="No mailbox fits."
      />
      {chosen === null ? null : <RowDetail view={view} grid={grid} row={chosen} />}
    </figure>
  );
}

/** Least width of one day's cell, rem. */
const DAY_WIDTH = 0.95;
/** Days between two dates of the head. */
const HEAD_STEP = 7;

function columnsOf(view: ReportView, grid: CoverageGrid): readonly TableColumn[] {
  const spans = spansByRow(grid);
  return [
    {
      key: 'mailbox',
      head: grid.rows.every((row) => row === null) ? 'Scope' : 'Mailbox',
      width: '15rem',
      cell: (row) => <Clipped text={rowName(view, grid, row)} />,
    },
    {
      key: 'days',
      head: <DayHead view={view} />,
      cell: (row) => <Days view={view} grid={grid} row={row} spans={spans.get(row) ?? []} />,
    },
  ];
}

function DayHead({ view }: { readonly view: ReportView }): ReactNode {
  const { dayCount } = view.coverage;
  const starts = Array.from({ length: Math.ceil(dayCount / HEAD_STEP) }, (_, index) => index * HEAD_STEP);
  return (
    <span className="day-head">
      <span className="visually-hidden">
        Days from {dayName(view, 0)} to {dayName(view, dayCount - 1)}
      </span>
      {starts.map((start) => (
        <span
          key={start}
          aria-hidden="true"
          className="day-date"
          style={{ flexGrow: Math.min(HEAD_STEP, dayCount - start) }}
        >
          {dayCount - start >= 3 ? dayName(view, start).slice(5) : ''}
        </span>
      ))}
    </span>
  );
}

/** One row: runs of days, drawn; in words for those who do not see it. */
function Days({
  view,
  grid,
  row,
  spans,
}: {
  readonly view: ReportView;
  readonly grid: CoverageGrid;
  readonly row: number;
  /** Indexes of the row's spans. */
  readonly spans: readonly number[];
}): ReactNode {
  const days = grid.days[row] ?? '';
  return (
    <span className="days">
      <span className="visually-hidden">Days: {inWords(days)}</span>
      {runs(days).map((run) => (
        <span
          key={run.start}
          aria-hidden="true"
          className={`day state-${run.state}`}
          style={{ flexGrow: run.length }}
          title={`${COVERAGE[run.state].word}, ${runName(view, run)}${run.state === 'observed' ? '' : `: ${unseenHours(view, grid, spans, run)}`}`}
        >
          {COVERAGE[run.state].mark}
        </span>
      ))}
    </span>
  );
}

/** Spans listed before the rest is asked for. */
const SPANS_SHOWN = 40;

function RowDetail({
  view,
  grid,
  row,
}: {
  readonly view: ReportView;
  readonly grid: CoverageGrid;
  readonly row: number;
}): ReactNode {
  const { spans } = grid;
  const indexes = spans.row.flatMap((of, index) => (of === row ? [index] : []));
  const item = (index: number): ReactNode => {
    const state = spans.state[index];
    return (
      <li key={index}>
        <When at={spans.from[index] ?? null} /> to <When at={spans.to[index] ?? null} />:{' '}
        <strong>{state === undefined ? '' : COVERAGE[state].word}</strong>,{' '}
        <Lit text={spans.reasonTexts[spans.reason[index] ?? -1] ?? ''} />
      </li>
    );
  };
  return (
    <div className="detail" aria-live="polite">
      <h4>
        <Lit text={rowName(view, grid, row)} />
      </h4>
      <p>{inWords(grid.days[row] ?? '')} (days, each by its worst state).</p>
      {indexes.length === 0 ? <p>Observed all the time.</p> : <ul>{indexes.slice(0, SPANS_SHOWN).map(item)}</ul>}
      {indexes.length <= SPANS_SHOWN ? null : (
        <Disclosure summary={`${plural(indexes.length - SPANS_SHOWN, 'more span')}`}>
          <ul>{indexes.slice(SPANS_SHOWN).map(item)}</ul>
        </Disclosure>
      )}
    </div>
  );
}
