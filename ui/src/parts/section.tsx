/** A section of the page: landmark, heading, what it is in a sentence. */
import type { ReactNode } from 'react';

interface SectionProps {
  /** Also the anchor. */
  readonly id: string;
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ id, title, intro, children }: SectionProps): ReactNode {
  return (
    <section id={id} className="section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {intro === undefined ? null : <p className="intro">{intro}</p>}
      {children}
    </section>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** Figures with their names, as a description list. */
export function Figures({ items }: { readonly items: readonly FigureProps[] }): ReactNode {
  return (
    <dl className="figures">
      {items.map((item) => (
        <div key={item.label} className="figure">
          <dt>{item.label}</dt>
          <dd>
            <span className="figure-value">{item.value}</span>
            {item.note === undefined ? null : <span className="figure-note">{item.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A list of sentences that come from the case. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
