/**
 * Ways around the router for the records that make up nearly all bytes: a cheap search of the text, then straight to the
 * stage. What a way does not truly fit stays for the router, so that a way can be wrong about speed but not about facts.
 */

export interface FastWay {
  /** Name of the stage. */
  readonly stage: string;
  /** SQL over `record`: a cheap search of the text, before any parsing. */
  readonly guard: string;
  /** Field in which the record lies as an object. The shape takes it from there, and what is around it is not looked at. */
  readonly within?: string;
  /** JSON path of the record inside what wraps it, as an object or as text; the wrapping becomes the envelope. */
  readonly inner?: string;
  /** SQL over the struct `s`: the record is truly of this stage. */
  readonly accept: string;
}

const IS_UAL = `s."CreationTime" IS NOT NULL AND s."Operation" IS NOT NULL AND (s."RecordType" IS NOT NULL OR s."Workload" IS NOT NULL)`;
const HAS_UAL_FIELDS = `contains(record, '"CreationTime"') AND contains(record, '"Operation"')`;

const IS_PAGE = `contains(record, '"auditData"') AND contains(record, '"MailItemsAccessed"')`;

/** Texts that begin so are read as times by both ways alike, or by neither: to read them here, too, would be to read them twice. */
const ISO = '____-__-__%';

/** Each takes what the ones before it left; those that look inside a wrapping stand behind those that do not. */
export const FAST_WAYS: readonly FastWay[] = [
  {
    stage: 'ual-access',
    guard: `contains(record, '"MailItemsAccessed"') AND contains(record, '"CreationTime"')`,
    accept: `${IS_UAL} AND s."Operation" = 'MailItemsAccessed'`,
  },
  {
    stage: 'ual',
    guard: `${HAS_UAL_FIELDS} AND NOT contains(record, '"MailItemsAccessed"')`,
    accept: `${IS_UAL} AND s."Operation" <> 'MailItemsAccessed'`,
  },
  {
    stage: 'ual-access',
    guard: IS_PAGE,
    inner: '$.auditData',
    accept: `${IS_UAL} AND s."Operation" = 'MailItemsAccessed'`,
  },
  {
    stage: 'ual-access',
    guard: IS_PAGE,
    within: 'auditData',
    // Without an id the bytes of the record alone are its identity: not those of the page's entry.
    accept: `${IS_UAL} AND s."Operation" = 'MailItemsAccessed' AND s."Id" <> ''`,
  },
  {
    stage: 'entra-signin-row',
    guard: `contains(record, '"createdDateTime"') AND contains(record, '"properties"') AND contains(record, 'SignInLogs"')`,
    accept: `s."properties"."id" IS NOT NULL AND s."properties"."createdDateTime" LIKE '${ISO}' AND (s."time" IS NULL OR s."time" LIKE '${ISO}') AND s."category" IN ('SignInLogs', 'NonInteractiveUserSignInLogs', 'ServicePrincipalSignInLogs', 'ManagedIdentitySignInLogs', 'ADFSSignInLogs')`,
  },
];
