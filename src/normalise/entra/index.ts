/** Stages and families of Entra's own logs and of Graph activity. */
import type { Family, Stage } from '../family.ts';
import { ENTRA_AUDIT } from './audit.ts';
import { ENTRA_AUDIT_STAGE } from './audit-graph.ts';
import { ENTRA_AUDIT_PORTAL_STAGE } from './audit-portal.ts';
import { ENTRA_AUDIT_TABLE_STAGE } from './audit-table.ts';
import { GRAPH_ACTIVITY, GRAPH_ACTIVITY_STAGE } from './graph-activity.ts';
import { ENTRA_OTHER, ENTRA_OTHER_STAGE } from './other.ts';
import { ENTRA_SIGN_IN } from './sign-in.ts';
import { ENTRA_SIGN_IN_ROW_STAGE, ENTRA_SIGN_IN_STAGE } from './sign-in-graph.ts';
import { ENTRA_SIGN_IN_PORTAL_STAGE } from './sign-in-portal.ts';
import { ENTRA_SIGN_IN_TABLE_STAGE } from './sign-in-table.ts';

export const ENTRA_STAGES: readonly Stage[] = [
  ENTRA_SIGN_IN_STAGE,
  ENTRA_SIGN_IN_ROW_STAGE,
  ENTRA_SIGN_IN_TABLE_STAGE,
  ENTRA_SIGN_IN_PORTAL_STAGE,
  ENTRA_AUDIT_STAGE,
  ENTRA_AUDIT_TABLE_STAGE,
  ENTRA_AUDIT_PORTAL_STAGE,
  ENTRA_OTHER_STAGE,
  GRAPH_ACTIVITY_STAGE,
];

export const ENTRA_FAMILIES: readonly Family[] = [ENTRA_SIGN_IN, ENTRA_AUDIT, ENTRA_OTHER, GRAPH_ACTIVITY];
