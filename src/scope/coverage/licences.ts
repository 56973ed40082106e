/** What an exported directory says of the licences of mailboxes' owners: without one, accesses may never have been logged. */
import type { Database } from '../../store/index.ts';
import { textOf } from '../rows.ts';

/** Mailboxes whose owner stands in an exported directory that names licences of others, and none of his. */
export async function unlicensedMailboxes(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.all(
    `WITH licensed AS (
       SELECT DISTINCT s.tenant, coalesce(s.mailbox_id, a.mailbox_id) AS mailbox_id FROM state AS s
       LEFT JOIN account AS a ON a.tenant = s.tenant AND (a.label = s.mailbox OR a.label = s.user_id)
       WHERE s.kind = 'licence'),
     listed AS (
       SELECT DISTINCT c.tenant, p.mailbox_id FROM identity_claim AS c
       JOIN person AS p ON p.tenant = c.tenant AND p.person = c.subject WHERE c.kind = 'object-id' AND p.mailbox_id IS NOT NULL)
     SELECT l.mailbox_id FROM listed AS l
     WHERE EXISTS (SELECT 1 FROM licensed AS x WHERE x.tenant = l.tenant)
       AND NOT EXISTS (SELECT 1 FROM licensed AS x WHERE x.tenant = l.tenant AND x.mailbox_id = l.mailbox_id)
     ORDER BY l.mailbox_id`,
  );
  return new Set(rows.map((row) => textOf(row, 'mailbox_id')));
}
