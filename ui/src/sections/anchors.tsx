/** Applications, addresses, sessions and tokens, with the names that are known of them. */
import { type ReactNode, useState } from 'react';
import type { Case } from '../lib/case.ts';
import { Id } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { MoreButton } from '../parts/more.tsx';
import { usePrinting } from '../parts/printing.ts';

interface Anchored {
  readonly applications: readonly string[];
  readonly addresses: readonly string[];
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
}

export function ApplicationName({ data, appId }: { readonly data: Case; readonly appId: string }): ReactNode {
  const known = data.application.get(appId);
  return (
    <>
      {known?.name == null ? null : (
        <>
          <Lit text={known.name} />
          {known.firstParty === true ? ' (the vendor’s own)' : ''}{' '}
        </>
      )}
      <Id value={appId} what="the application id" />
    </>
  );
}

function AddressName({ data, address }: { readonly data: Case; readonly address: string }): ReactNode {
  const known = data.view.addresses.find((entry) => entry.address === address);
  const parts = [known?.asnName, known?.network, known?.networkClass, known?.country].filter((part) => part != null);
  return (
    <>
      <Id value={address} what="the address" />
      {parts.length === 0 ? null : (
        <span className="muted">
          {' '}
          <Lit text={parts.join(', ')} />
        </span>
      )}
    </>
  );
}

const FIRST_SHOWN = 6;
/** Values that go on paper. */
const PRINTED = 60;

function AnchorList({
  name,
  values,
  show,
}: {
  readonly name: string;
  readonly values: readonly string[];
  readonly show: (value: string) => ReactNode;
}): ReactNode {
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  if (values.length === 0) return null;
  const shown = all ? values : values.slice(0, printing ? PRINTED : FIRST_SHOWN);
  return (
    <div className="anchor">
      <dt>{name}</dt>
      {shown.map((value) => (
        <dd key={value}>{show(value)}</dd>
      ))}
      {values.length > shown.length ? (
        <dd>
          <MoreButton more={values.length - shown.length} onShow={() => setAll(true)} />
        </dd>
      ) : null}
    </div>
  );
}

export function Anchors({ data, of }: { readonly data: Case; readonly of: Anchored }): ReactNode {
  const none = of.applications.length + of.addresses.length + of.sessions.length + of.tokens.length === 0;
  if (none) return <span className="unstated">none</span>;
  return (
    <dl className="anchors">
      <AnchorList
        name="Applications"
        values={of.applications}
        show={(id) => <ApplicationName data={data} appId={id} />}
      />
      <AnchorList
        name="Addresses"
        values={of.addresses}
        show={(address) => <AddressName data={data} address={address} />}
      />
      <AnchorList name="Sessions" values={of.sessions} show={(id) => <Id value={id} what="the session id" />} />
      <AnchorList name="Tokens" values={of.tokens} show={(id) => <Id value={id} what="the token id" />} />
    </dl>
  );
}
