/** All worlds, in the order in which they are listed: without intrusions first. */
import type { World } from '../core/world.ts';
import { adversaryInTheMiddleWorld } from './adversary-in-the-middle.ts';
import { applicationSecretWorld } from './application-secret.ts';
import { auditBypassWorld } from './audit-bypass.ts';
import { carrierNatWorld } from './carrier-nat.ts';
import { commonApplication } from './common-application.ts';
import { copiedSessions } from './copied-sessions.ts';
import { ediscoveryWorld } from './ediscovery.ts';
import { exampleWorld } from './example.ts';
import { federatedWorld } from './federated.ts';
import { forgedSamlWorld } from './forged-saml.ts';
import { fromFirstRecord } from './from-first-record.ts';
import { googleGrantWorld } from './google-grant.ts';
import { googleOffice } from './google-office.ts';
import { guestsAndPartnersWorld } from './guests-and-partners.ts';
import { imapSprayWorld } from './imap-spray.ts';
import { lowAndSlow } from './low-and-slow.ts';
import { maliciousConsentWorld } from './malicious-consent.ts';
import { mergerWorld } from './merger.ts';
import { migrationWorld } from './migration.ts';
import { newApplicationWorld } from './new-application.ts';
import { office } from './office.ts';
import { overeagerBackup } from './overeager-backup.ts';
import { p1Licences } from './p1-licences.ts';
import { rareApplication } from './rare-application.ts';
import { selfServiceWorld } from './self-service.ts';
import { sevenDaysOfSignIns } from './seven-days-of-sign-ins.ts';
import { signInOutageWorld } from './sign-in-outage.ts';
import { stolenTokenWorld } from './stolen-token.ts';
import { storm2023 } from './storm-2023.ts';
import { storm2023Logs } from './storm-2023-logs-of-2023.ts';
import { tenMailboxes } from './ten-mailboxes.ts';
import { throttleOnPurposeWorld } from './throttle-on-purpose.ts';
import { travellingMinisterWorld } from './travelling-minister.ts';
import { vpnOneExitWorld } from './vpn-one-exit.ts';
import { wholeMailboxSyncWorld } from './whole-mailbox-sync.ts';

export const WORLDS: readonly World[] = [
  office,
  googleOffice,
  newApplicationWorld,
  mergerWorld,
  vpnOneExitWorld,
  carrierNatWorld,
  travellingMinisterWorld,
  signInOutageWorld,
  p1Licences,
  federatedWorld,
  guestsAndPartnersWorld,
  migrationWorld,
  ediscoveryWorld,
  overeagerBackup,
  selfServiceWorld,
  storm2023,
  storm2023Logs,
  copiedSessions,
  lowAndSlow,
  fromFirstRecord,
  rareApplication,
  commonApplication,
  tenMailboxes,
  sevenDaysOfSignIns,
  stolenTokenWorld,
  wholeMailboxSyncWorld,
  throttleOnPurposeWorld,
  maliciousConsentWorld,
  adversaryInTheMiddleWorld,
  auditBypassWorld,
  applicationSecretWorld,
  imapSprayWorld,
  forgedSamlWorld,
  googleGrantWorld,
  exampleWorld,
];
