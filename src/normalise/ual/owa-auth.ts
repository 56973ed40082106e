/**
 * OWAAuth (record type 275): access tokens that Exchange itself gave out for a resource. Forged sign-ins of 2023 lived on
 * by this door: such a token has no sign-in of its own. Whose identifier the record carries is not documented.
 */
import type { Family } from '../family.ts';
import { COMMON } from './common.ts';

const { vendor: _vendor, ...WITHOUT_VENDOR } = COMMON;

export const OWA_AUTH: Family = {
  name: 'owa-auth',
  doc: 'Tokens given out by Exchange.',
  stages: ['ual', 'office-activity'],
  gate: 'record_type = 275',
  facts: [
    {
      table: 'owa_issuance',
      where: 'record_type = 275',
      columns: {
        ...WITHOUT_VENDOR,
        token_id: 'll_token(coalesce(ll_text("UniqueTokenIdentifier"), token_raw))',
        app_id: 'll_lower(coalesce("AppId", "ClientAppId", "ApplicationId", "AppAccessContext"."ClientAppId"))',
        resource: 'll_text("ResourceURL")',
      },
    },
  ],
};
