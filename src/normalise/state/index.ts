/** Configuration exports: stages and families. */
import type { Family, Stage } from '../family.ts';
import {
  APPLICATION_STAGE,
  APPLICATIONS,
  GRAPH_USER_STAGE,
  GRAPH_USERS,
  OAUTH_GRANT_STAGE,
  OAUTH_GRANTS,
} from './directory.ts';
import {
  AUDIT_BYPASS_STAGE,
  AUDIT_BYPASSES,
  INBOX_RULE_STAGE,
  INBOX_RULES,
  MAILBOX_STAGE,
  MAILBOXES,
} from './exchange.ts';
import { PEOPLE, PEOPLE_STAGE } from './people.ts';

export const STATE_STAGES: readonly Stage[] = [
  INBOX_RULE_STAGE,
  MAILBOX_STAGE,
  AUDIT_BYPASS_STAGE,
  GRAPH_USER_STAGE,
  OAUTH_GRANT_STAGE,
  APPLICATION_STAGE,
  PEOPLE_STAGE,
];

export const STATE_FAMILIES: readonly Family[] = [
  INBOX_RULES,
  MAILBOXES,
  AUDIT_BYPASSES,
  GRAPH_USERS,
  OAUTH_GRANTS,
  APPLICATIONS,
  PEOPLE,
];
