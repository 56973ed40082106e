/** Real records of public repositories: every one is in its family, or there is a reason why not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestRecords } from '../../../src/ingest/testing.ts';
import type { Database } from '../../../src/store/index.ts';
import { isThere, labelled, labRecords, lines } from './real.ts';
import { plain } from './vectors.ts';

/** Rows of a query with plain values. */
async function rows(database: Database, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await database.all(query)).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  );
}

/** `{ key: n }` of a query with the columns `k` and `n`. */
async function counts(database: Database, query: string): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await rows(database, query)).map((row) => [String(row['k']), Number(row['n'])]));
}

describe.skipIf(!isThere('m365-lab-2021'))('the lab tenant of 2021', () => {
  let database: Database;
  beforeAll(async () => {
    database = await ingestRecords(labRecords());
  });
  afterAll(() => database.close());

  it('every record is an event of its kind', async () => {
    expect(await counts(database, `SELECT log_kind AS k, count(*) AS n FROM event GROUP BY 1`)).toEqual({
      'exchange-admin': 2959,
      'signin-ual': 403,
      'other-audit': 311,
      'mailbox-audit': 280,
      'directory-audit': 216,
    });
    expect(await counts(database, 'SELECT code AS k, sum(records) AS n FROM reject GROUP BY 1')).toEqual({});
    expect(await rows(database, 'SELECT * FROM field_issue')).toEqual([]);
    expect(
      await counts(
        database,
        `SELECT 'without' AS k, count(*) AS n FROM event WHERE actor IS NULL OR actor_type IS NULL OR tenant IS NULL OR vendor_id IS NULL`,
      ),
    ).toEqual({ without: 0 });
  });

  it('219 of 285 sign-ins with code 0 are redirects: no token came out of them', async () => {
    const outcomes = await counts(
      database,
      `SELECT outcome || ' ' || coalesce(CAST(error_code AS VARCHAR), '-') AS k, count(*) AS n FROM sign_in GROUP BY 1`,
    );
    expect(outcomes).toEqual({
      'completed 0': 66,
      'interrupted 0': 219,
      'interrupted 50140': 14,
      'interrupted 50058': 7,
      'interrupted 50072': 13,
      'interrupted 65001': 3,
      'failed 50126': 66,
      'failed 50011': 12,
      'failed 1000000': 3,
    });
    expect(
      await counts(
        database,
        `SELECT 'requests' AS k, count(DISTINCT request_id) AS n FROM sign_in WHERE actor_id IS NOT NULL`,
      ),
    ).toEqual({ requests: 403 });
  });

  it('of 2,959 cmdlets a handful changed something of interest', async () => {
    expect(
      await counts(
        database,
        `SELECT category AS k, count(*) AS n FROM change JOIN event USING (event_id) WHERE log_kind = 'exchange-admin' GROUP BY 1`,
      ),
    ).toEqual({
      delegate: 1,
      forwarding: 2,
      'inbox-rule': 4,
      'mailbox-permission': 4,
      'send-as': 1,
      'transport-rule': 1,
    });
    expect(
      await counts(
        database,
        `SELECT actor_type AS k, count(*) AS n FROM change JOIN event USING (event_id, actor_type) WHERE log_kind = 'exchange-admin' GROUP BY 1`,
      ),
    ).toEqual({ user: 13 });
  });

  it('the rules of 16 April and 15 June, with what they do', async () => {
    const rules = await rows(
      database,
      `SELECT category, name, action, destination IS NOT NULL AS leaves, mailbox IS NOT NULL AS known, filter IS NOT NULL AS filtered FROM change WHERE category IN ('inbox-rule', 'transport-rule') ORDER BY time`,
    );
    expect(rules).toEqual([
      { category: 'inbox-rule', name: '.', action: 'delete;stop', leaves: false, known: true, filtered: true },
      { category: 'transport-rule', name: '.', action: null, leaves: true, known: false, filtered: true },
      {
        category: 'inbox-rule',
        name: 'Move meetings to junk folder',
        action: 'delete;copy:Junk;stop',
        leaves: false,
        known: true,
        filtered: true,
      },
      { category: 'inbox-rule', name: 'Financial Reporting', action: null, leaves: true, known: true, filtered: true },
      { category: 'inbox-rule', name: ' ', action: 'delete', leaves: false, known: true, filtered: true },
    ]);
    const forwarding = await rows(
      database,
      `SELECT enabled, destination IS NOT NULL AS leaves, action FROM change WHERE category = 'forwarding' ORDER BY time`,
    );
    expect(forwarding).toEqual([
      { enabled: true, leaves: true, action: 'no-copy' },
      { enabled: false, leaves: false, action: 'no-copy' },
    ]);
  });

  it('the consents to look-alike applications, with their scopes', async () => {
    const app = 'ea0056b2-87ac-4765-ba13-e2768da6fba7';
    const consents = await rows(
      database,
      `SELECT grantee, permissions, value FROM change WHERE operation = 'Consent to application.' AND app_id = '${app}' ORDER BY time`,
    );
    const scopes =
      'Contacts.Read;Files.Read;Files.Read.All;Files.ReadWrite.All;Mail.Read;Mail.Send;User.Read;offline_access;openid;profile';
    expect(consents.map((row) => row['permissions'])).toEqual([scopes, scopes]);
    expect(consents.map((row) => row['grantee'] === 'AllPrincipals')).toEqual([false, true]);
    expect(String(consents[1]?.['value'])).toContain('OnBehalfOfAll=True');
    expect(
      await counts(
        database,
        `SELECT category AS k, count(*) AS n FROM change JOIN event USING (event_id) WHERE log_kind = 'directory-audit' GROUP BY 1`,
      ),
    ).toEqual({
      'app-permission': 6,
      application: 52,
      'auth-method': 8,
      consent: 20,
      credential: 6,
      password: 2,
      policy: 5,
      role: 34,
    });
  });
});

describe.skipIf(!isThere('o365-samples'))('single records of many kinds', () => {
  it('Management API samples: all taken, changes and sign-ins in their families', async () => {
    const database = await ingestRecords(lines('o365-samples/management-api-samples.jsonl'));
    try {
      expect(await counts(database, 'SELECT code AS k, sum(records) AS n FROM reject GROUP BY 1')).toEqual({});
      expect(
        await counts(database, `SELECT category || ' ' || operation AS k, count(*) AS n FROM change GROUP BY 1`),
      ).toEqual({
        'application Add application.': 1,
        'consent Consent to application.': 1,
        'inbox-rule New-InboxRule': 1,
        'inbox-rule UpdateInboxRules': 3,
        'role Add member to role.': 1,
        'role Remove member from role.': 1,
      });
      expect(await counts(database, `SELECT outcome AS k, count(*) AS n FROM sign_in GROUP BY 1`)).toEqual({
        completed: 1,
        failed: 1,
        interrupted: 4,
      });
      // Of the rules written by Outlook one forwards to four recipients, read from JSON within text.
      expect(
        await rows(
          database,
          `SELECT len(string_split(destination, ';')) AS n FROM change WHERE operation = 'UpdateInboxRules' AND destination IS NOT NULL ORDER BY 1 DESC LIMIT 1`,
        ),
      ).toEqual([{ n: 4 }]);
    } finally {
      database.close();
    }
  });

  it('mixed vendors: the rest has a reason', async () => {
    const records = lines('o365-samples/mixed-vendors.jsonl');
    const microsoft = records.filter((line) => /"OrganizationId"|"operationName"/.test(line));
    const database = await ingestRecords(microsoft);
    try {
      expect(microsoft.length).toBe(34);
      // One states a 65th second: a time that cannot be read is no time.
      expect(await counts(database, 'SELECT code AS k, sum(records) AS n FROM reject GROUP BY 1')).toEqual({
        'no-time': 1,
      });
      const without = `SELECT e.operation AS k, count(*) AS n FROM event AS e ANTI JOIN change USING (event_id) WHERE log_kind = 'directory-audit' GROUP BY 1`;
      expect(await counts(database, without)).toEqual({});
      // The two ledgers name one thing alike, and the same rules make the same of it.
      const both = `SELECT category AS k, count(DISTINCT operation) AS n FROM change WHERE operation LIKE 'Add app role assignment to service principal%' OR operation LIKE 'Consent to application%' GROUP BY 1`;
      expect(await counts(database, both)).toEqual({ 'app-permission': 2, consent: 2 });
    } finally {
      database.close();
    }
  });
});

describe.skipIf(!isThere('entra-samples'))('Entra samples', () => {
  it('diagnostic settings: every row in its family', async () => {
    const database = await ingestRecords(lines('entra-samples/diagnostic-settings.jsonl'));
    try {
      expect(await counts(database, 'SELECT code AS k, sum(records) AS n FROM reject GROUP BY 1')).toEqual({});
      expect(await counts(database, 'SELECT status AS k, count(*) AS n FROM event_source GROUP BY 1')).toMatchObject({
        stored: 24,
      });
      expect(await counts(database, 'SELECT kind AS k, count(*) AS n FROM sign_in GROUP BY 1')).toEqual({
        interactive: 5,
        noninteractive: 1,
        'service-principal': 1,
      });
      expect(await counts(database, `SELECT 'reads' AS k, count(*) AS n FROM directory_read`)).toEqual({ reads: 3 });
      expect(
        await counts(database, `SELECT log_kind AS k, count(*) AS n FROM event WHERE tenant IS NULL GROUP BY 1`),
      ).toEqual({});
      // Identifiers that the publisher made unreadable are counted, not silently null.
      expect(
        await counts(database, `SELECT family || ' ' || field AS k, sum(records) AS n FROM field_issue GROUP BY 1`),
      ).toEqual({ 'entra-signin-row uniqueTokenIdentifier': 3, 'graph-activity signInActivityId': 1 });
    } finally {
      database.close();
    }
  });

  it('directory audits of Graph: all events; of the changes those of interest', async () => {
    const database = await ingestRecords(lines('entra-samples/graph-directory-audits.jsonl'));
    try {
      expect(await counts(database, 'SELECT log_kind AS k, count(*) AS n FROM event GROUP BY 1')).toEqual({
        'directory-audit': 78,
        'signin-interactive': 1,
      });
      expect(await counts(database, 'SELECT category AS k, count(*) AS n FROM change GROUP BY 1')).toEqual({
        'auth-method': 1,
        credential: 1,
      });
    } finally {
      database.close();
    }
  });
});

describe.skipIf(!isThere('labelled-events'))('events with a verdict of their rule', () => {
  it('sign-ins and audits that a SIEM trimmed: each in its family', async () => {
    const events = labelled('labelled-events/azure_signin_rules.jsonl');
    const wanted = {
      SignInLogs: 'sign_in',
      NonInteractiveUserSignInLogs: 'sign_in',
      ServicePrincipalSignInLogs: 'sign_in',
      AuditLogs: 'directory-audit',
      ApplicationManagement: 'directory-audit',
    } as const;
    const wrong: string[] = [];
    for (const [category, kind] of Object.entries(wanted)) {
      const of = events.filter(({ event }) => event['category'] === category);
      expect(of.length, category).toBeGreaterThan(0);
      const database = await ingestRecords(of.map(({ event }) => event));
      const got = await counts(
        database,
        `SELECT CASE WHEN log_kind LIKE 'signin-%' THEN 'sign_in' ELSE log_kind END AS k, count(*) AS n FROM event GROUP BY 1`,
      );
      const rejected = await counts(database, 'SELECT code AS k, sum(records) AS n FROM reject GROUP BY 1');
      database.close();
      if (Object.keys(got).some((one) => one !== kind) || Object.keys(rejected).length > 0)
        wrong.push(`${category}: ${JSON.stringify(got)} ${JSON.stringify(rejected)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('Microsoft 365: taken, or the reason is known', async () => {
    const events = labelled('labelled-events/microsoft_rules.jsonl');
    // A SIEM wrote the names of these in small letters: no export of the vendor has them so.
    const smallLetters = events.filter(({ event }) => 'creationtime' in event);
    // Alerts of Graph security and records of a Windows host are no log of mail or sign-ins.
    const otherLogs = events.filter(({ rule }) => rule.startsWith('Microsoft.Graph.') || rule.startsWith('Windows.'));
    const rest = events.filter((one) => !smallLetters.includes(one) && !otherLogs.includes(one));
    expect([smallLetters.length, otherLogs.length, rest.length]).toEqual([10, 6, 9]);
    const database = await ingestRecords(rest.map(({ event }) => event));
    try {
      expect(await counts(database, 'SELECT code AS k, sum(records) AS n FROM reject GROUP BY 1')).toEqual({});
    } finally {
      database.close();
    }
  });
});
