/**
 * How mail is routed as it stands: Get-TransportRule, Get-InboundConnector, Get-OutboundConnector, whole or as collectors pick their
 * columns. Sources: learn.microsoft.com/powershell/module/exchange (the three cmdlets); Microsoft-Extractor-Suite, Get-TransportRules
 */
import type { Family, PathStage } from '../family.ts';
import { exportEvent, exportStage } from './configuration.ts';
import { addressesIn, listText, recipientsIn } from './values.ts';

const CONDITIONS = [
  'From',
  'FromMemberOf',
  'FromScope',
  'SentTo',
  'SentToMemberOf',
  'SentToScope',
  'AnyOfToCcHeader',
  'SubjectContainsWords',
  'SubjectOrBodyContainsWords',
  'RecipientDomainIs',
  'SenderDomainIs',
] as const;

export const TRANSPORT_RULE_STAGE: PathStage = exportStage({
  name: 'transport-rule',
  takes: ['transport-rule'],
  doc: 'Rows of Get-TransportRule.',
  paths: {
    rule_name: ['$.Name'],
    rule_state: ['$.State'],
    mode: ['$.Mode'],
    description: ['$.Description'],
    blind_copy: ['$.BlindCopyTo'],
    copy: ['$.CopyTo'],
    redirect: ['$.RedirectMessageTo'],
    add_to: ['$.AddToRecipients'],
    connector: ['$.RouteMessageOutboundConnector'],
    delete_message: ['$.DeleteMessage'],
    changed: ['$.WhenChangedUTC', '$.WhenChanged'],
    ...Object.fromEntries(CONDITIONS.map((name) => [`c_${name}`, [`$.${name}`]])),
  },
});

const GIVEN = recipientsIn(`nullif(concat_ws('; ', blind_copy, copy, redirect, add_to), '')`);

/**
 * Where only the description was collected: addresses after "Take the following actions". Before it stand the conditions, after it also
 * the exceptions, so that text from "Except if" on is left out; quotes stand around an address. In another language nothing is taken from it.
 */
const DESCRIBED = addressesIn(
  `replace(regexp_replace(regexp_extract(description, '(?is)take the following actions?(.*)', 1), '(?is)except if.*', ''), '''', ' ')`,
);

const FILTER = `nullif(concat_ws(' | ', ${CONDITIONS.map((name) => `'${name}: ' || ${listText(`"c_${name}"`)}`).join(
  ', ',
)}), '')`;

const ACTION = `nullif(concat_ws(';', CASE WHEN ll_bool(delete_message) THEN 'delete' END, 'connector:' || ${listText('connector')}), '')`;

export const TRANSPORT_RULES: Family = {
  name: 'transport-rule',
  doc: 'Mail flow rules of the organisation as they stand.',
  stages: ['transport-rule'],
  facts: [
    exportEvent('Get-TransportRule', 'rule_name'),
    {
      table: 'state',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `'transport-rule'`,
        name: 'rule_name',
        destination: `coalesce(${GIVEN}, ${DESCRIBED})`,
        filter: FILTER,
        action: ACTION,
        // A rule in a test mode acts on nothing.
        enabled: `CASE WHEN lower(mode) LIKE 'audit%' THEN false WHEN rule_state IS NOT NULL THEN lower(rule_state) = 'enabled' END`,
        value: 'description',
        since: 'll_time(changed, date_order)',
      },
    },
  ],
};

export const CONNECTOR_STAGE: PathStage = exportStage({
  name: 'connector',
  takes: ['connector'],
  doc: 'Rows of Get-InboundConnector and Get-OutboundConnector.',
  paths: {
    connector_name: ['$.Name', '$.Identity'],
    is_enabled: ['$.Enabled'],
    smart_hosts: ['$.SmartHosts'],
    recipient_domains: ['$.RecipientDomains'],
    sender_domains: ['$.SenderDomains'],
    sender_addresses: ['$.SenderIPAddresses'],
    changed: ['$.WhenChangedUTC', '$.WhenChanged'],
  },
});

export const CONNECTORS: Family = {
  name: 'connector',
  doc: 'Connectors of the organisation as they stand: outbound ones have a `destination`.',
  stages: ['connector'],
  facts: [
    exportEvent('Get-Connector', 'connector_name'),
    {
      table: 'state',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `'connector'`,
        name: 'connector_name',
        destination: listText('lower(smart_hosts)'),
        filter: `nullif(concat_ws(' | ', 'RecipientDomains: ' || ${listText('recipient_domains')}, 'SenderDomains: ' || ${listText('sender_domains')}, 'SenderIPAddresses: ' || ${listText('sender_addresses')}), '')`,
        enabled: 'll_bool(is_enabled)',
        since: 'll_time(changed, date_order)',
      },
    },
  ],
};
