/** Google Workspace: stages and families in the order in which they run. */
import type { Family, Stage } from '../family.ts';
import { GOOGLE_ADMIN } from './admin.ts';
import { GOOGLE_GMAIL_BIGQUERY, GOOGLE_GMAIL_BIGQUERY_STAGE } from './bigquery.ts';
import { GOOGLE_EVENT } from './common.ts';
import { GOOGLE_CONSOLE, GOOGLE_CONSOLE_STAGE } from './console.ts';
import { GOOGLE_GMAIL } from './gmail.ts';
import { GOOGLE_LOGIN } from './login.ts';
import { GOOGLE_ACTIVITY_STAGE } from './stage.ts';
import { GOOGLE_TOKEN } from './token.ts';

export const GOOGLE_STAGES: readonly Stage[] = [
  GOOGLE_ACTIVITY_STAGE,
  GOOGLE_GMAIL_BIGQUERY_STAGE,
  GOOGLE_CONSOLE_STAGE,
];

export const GOOGLE_FAMILIES: readonly Family[] = [
  GOOGLE_EVENT,
  GOOGLE_GMAIL_BIGQUERY,
  GOOGLE_LOGIN,
  GOOGLE_TOKEN,
  GOOGLE_GMAIL,
  GOOGLE_ADMIN,
  GOOGLE_CONSOLE,
];
