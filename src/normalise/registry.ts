/** Every stage and every family, in the order in which they run. */

import { ENTRA_FAMILIES, ENTRA_STAGES } from './entra/index.ts';
import type { Family, Stage } from './family.ts';
import { GOOGLE_FAMILIES, GOOGLE_STAGES } from './google/index.ts';
import { MESSAGE_TRACE, MESSAGE_TRACE_STAGE } from './message-trace.ts';
import { STATE_FAMILIES, STATE_STAGES } from './state/index.ts';
import { UAL_ACCESS_STAGE } from './ual/access-stage.ts';
import { UAL_EVENT } from './ual/common.ts';
import { COMPLIANCE } from './ual/compliance.ts';
import { UAL_DIRECTORY_AUDIT } from './ual/directory-audit.ts';
import { EXCHANGE_ADMIN } from './ual/exchange-admin/index.ts';
import { EXCHANGE_ACCESS, EXCHANGE_MAILBOX } from './ual/exchange-mailbox.ts';
import { MAILBOX_CHANGES } from './ual/mailbox-changes.ts';
import { OFFICE_ACTIVITY_STAGE } from './ual/office-activity.ts';
import { OWA_AUTH } from './ual/owa-auth.ts';
import { UAL_SIGN_IN } from './ual/sign-in.ts';
import { UAL_STAGE } from './ual/stage.ts';

export const STAGES: readonly Stage[] = [
  UAL_ACCESS_STAGE,
  UAL_STAGE,
  OFFICE_ACTIVITY_STAGE,
  ...ENTRA_STAGES,
  ...GOOGLE_STAGES,
  ...STATE_STAGES,
  MESSAGE_TRACE_STAGE,
];

export const FAMILIES: readonly Family[] = [
  UAL_EVENT,
  EXCHANGE_ACCESS,
  EXCHANGE_MAILBOX,
  MAILBOX_CHANGES,
  EXCHANGE_ADMIN,
  COMPLIANCE,
  UAL_DIRECTORY_AUDIT,
  UAL_SIGN_IN,
  OWA_AUTH,
  ...ENTRA_FAMILIES,
  ...GOOGLE_FAMILIES,
  ...STATE_FAMILIES,
  MESSAGE_TRACE,
];

/** What turns records into facts. A test passes families that lose records, to see the ledger catch it. */
export interface Normaliser {
  readonly stages: readonly Stage[];
  readonly families: readonly Family[];
}

export const NORMALISER: Normaliser = { stages: STAGES, families: FAMILIES };
