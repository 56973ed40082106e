/**
 * What the events of the Admin log change. The first pattern that fits wins; patterns are matched against
 * `NAME SETTING` in upper case, so that a general event ("a Gmail setting was changed") is told apart by its setting.
 * Names: developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names
 */
import type { ChangeCategory } from '../../facts/index.ts';

export const ADMIN_CATEGORIES: readonly (readonly [pattern: string, category: ChangeCategory])[] = [
  // mail that leaves, or that others may take
  ['EMAIL_MONITOR', 'forwarding'],
  ['FORWARD', 'forwarding'],
  ['DELEGATION', 'delegate'],
  ['MAIL_DELEGA', 'delegate'],
  ['MESSAGE_SECURITY_RULE', 'transport-rule'],
  ['ROUTING', 'transport-rule'],
  ['EMAIL_ROUTE', 'transport-rule'],
  ['OUTBOUND_GATEWAY', 'connector'],
  ['INBOUND_GATEWAY', 'connector'],
  ['SMTP_RELAY', 'connector'],
  ['_GMAIL_SETTING', 'transport-rule'],
  ['EMAIL_LOG_SEARCH', 'compliance-search'],
  ['SECURITY_INVESTIGATION_EXPORT', 'export'],
  ['SECURITY_INVESTIGATION', 'compliance-search'],
  ['EMAIL_UNDELETE', 'compliance-search'],
  ['TAKEOUT', 'export'],
  ['MAILBOX_DUMP', 'export'],
  ['REQUEST_ACCOUNT_INFO', 'export'],
  ['USERLIST_CSV', 'export'],
  ['DATA_EXPORT', 'export'],
  ['DATA_TRANSFER', 'export'],
  // who may sign in, and as what
  ['2_STEP', 'auth-method'],
  ['TWO_STEP', 'auth-method'],
  ['STRONG_AUTH', 'auth-method'],
  ['2SV', 'auth-method'],
  ['SECURITY_KEY', 'auth-method'],
  ['_ASP', 'auth-method'],
  ['RECOVERY', 'auth-method'],
  ['TITANIUM', 'auth-method'],
  ['ADVANCED PROTECTION', 'auth-method'],
  ['PASSWORD', 'password'],
  ['SIGNIN_COOKIES', 'password'],
  ['SSO', 'federation'],
  ['SAML', 'federation'],
  ['CONTEXT_AWARE', 'conditional-access'],
  ['ROLE', 'role'],
  ['PRIVILEGE', 'role'],
  // applications
  ['API_CLIENT_ACCESS', 'app-permission'],
  ['OAUTH2', 'app-permission'],
  ['3LO_TOKEN', 'app-permission'],
  ['API_ACCESS', 'app-permission'],
  ['MARKETPLACE', 'application'],
  ['ADD_APPLICATION', 'application'],
  ['REMOVE_APPLICATION', 'application'],
  ['CREATE_USER', 'account'],
  ['DELETE_USER', 'account'],
  ['SUSPEND_USER', 'account'],
  ['ARCHIVE_USER', 'account'],
  ['RENAME_USER', 'account'],
  ['NICKNAME', 'account'],
  ['USER_LICENSE', 'licence'],
  ['IMAP', 'policy'],
  ['POP', 'policy'],
  ['AUDIT', 'audit-setting'],
  ['LOG_SHARING', 'audit-setting'],
  ['_EMAIL_SETTING', 'policy'],
  ['_APPLICATION_SETTING', 'policy'],
  ['TRUSTED_DOMAIN', 'policy'],
];

/** Events of the Admin log that look and change nothing. */
export const ADMIN_VIEWS: readonly string[] = [
  'ALERT_CENTER_VIEW',
  'ALERT_CENTER_LIST_CHANGE',
  'ALERT_CENTER_GET_SIT_LINK',
  'VIEW_',
  '_VIEW',
];
