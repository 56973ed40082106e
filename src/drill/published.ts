/**
 * What others look for, in our own words and SQL: our reading of ideas that are published, to be measured on the same logs.
 * None of this is anybody's rule text, and a vendor's product may do more than its published idea.
 */
import type { Database } from '../store/index.ts';
import type { PublishedScore } from './model.ts';

interface Idea {
  readonly idea: string;
  /** Where the idea is published. */
  readonly source: string;
  /** SQL: `alert` (key of one alert), `event_id`, `part`. */
  readonly sql: string;
}

export const PUBLISHED: readonly Idea[] = [
  {
    idea: 'an application first seen in ten days, the vendor’s own left out, binds only',
    source:
      'a new-terms rule on ClientAppId with a list of first-party ids (Elastic 48819484-9826-4083-9eba-1da74cd0eaf2)',
    sql: `SELECT a.client_app_id || ' ' || ll_string(f.day) AS alert, a.event_id, a.part
      FROM (SELECT tenant, client_app_id, day, lag(day) OVER (PARTITION BY tenant, client_app_id ORDER BY day) AS before, min(first_day) OVER (PARTITION BY tenant) AS log_start
            FROM (SELECT a.tenant, a.client_app_id, ll_day(a.time) AS day, min(min(ll_day(a.time))) OVER (PARTITION BY a.tenant) AS first_day
                  FROM access AS a LEFT JOIN application AS p ON p.app_id = a.client_app_id
                  WHERE a.access_type = 'bind' AND a.client_app_id IS NOT NULL AND NOT coalesce(p.first_party, false)
                  GROUP BY a.tenant, a.client_app_id, ll_day(a.time)) AS d) AS f
      JOIN access AS a ON a.tenant = f.tenant AND a.client_app_id = f.client_app_id AND ll_day(a.time) = f.day AND a.access_type = 'bind'
      WHERE f.day >= f.log_start + interval '10' day AND (f.before IS NULL OR f.before < f.day - interval '10' day)`,
  },
  {
    idea: 'eight folders synchronised in half an hour, from an address with few sign-ins (inner join)',
    source: 'Big Yellow Taxi, sign-in based (Bert-JanP, Hunting-Queries-Detection-Rules)',
    sql: `SELECT s.mailbox_id || ' ' || s.address || ' ' || ll_string(s.slot) AS alert, a.event_id, a.part
      FROM (SELECT tenant, mailbox_id, address, slot, count(DISTINCT folder) AS folders FROM (
              SELECT tenant, mailbox_id, address, coalesce(folder_path, folder_id) AS folder, date_trunc('hour', time) + CASE WHEN ll_seconds_between(date_trunc('hour', time), time) >= 1800 THEN interval '30' minute ELSE interval '0' minute END AS slot
              FROM access WHERE access_type = 'sync' AND address IS NOT NULL) AS f GROUP BY tenant, mailbox_id, address, slot) AS s
      JOIN (SELECT tenant, address, count(*) AS signins FROM sign_in WHERE kind = 'interactive' AND outcome = 'completed' GROUP BY tenant, address) AS i ON i.tenant = s.tenant AND i.address = s.address
      JOIN access AS a ON a.tenant = s.tenant AND a.mailbox_id = s.mailbox_id AND a.address = s.address AND a.access_type = 'sync' AND a.time >= s.slot AND a.time < s.slot + interval '30' minute
      WHERE s.folders >= 8 AND i.signins <= 10`,
  },
  {
    idea: 'a throttled mailbox, or more than 500 items in a day',
    source: 'thresholds on MailItemsAccessed as hunting guides give them',
    sql: `SELECT b.mailbox_id || ' ' || ll_string(b.day) AS alert, a.event_id, a.part
      FROM (SELECT a.tenant, a.mailbox_id, ll_day(a.time) AS day, sum(coalesce(a.operations, 1)) AS items, bool_or(coalesce(a.throttled, false)) AS throttled
            FROM access AS a WHERE a.mailbox_id IS NOT NULL AND a.access_type = 'bind' GROUP BY a.tenant, a.mailbox_id, ll_day(a.time)) AS b
      JOIN access AS a ON a.tenant = b.tenant AND a.mailbox_id = b.mailbox_id AND ll_day(a.time) = b.day
      WHERE b.throttled OR b.items > 500`,
  },
  {
    idea: 'impossible travel: two countries within two hours, by sign-ins',
    source: 'a rule of every identity product',
    sql: `SELECT t.actor || ' ' || ll_string(t.time) AS alert, a.event_id, a.part
      FROM (SELECT tenant, actor, time, address, country, lag(country) OVER (PARTITION BY tenant, actor ORDER BY time, event_id) AS before_country, lag(time) OVER (PARTITION BY tenant, actor ORDER BY time, event_id) AS before
            FROM sign_in WHERE outcome = 'completed' AND country IS NOT NULL AND actor IS NOT NULL) AS t
      LEFT JOIN access AS a ON a.tenant = t.tenant AND a.actor = t.actor AND a.address = t.address
      WHERE t.country <> t.before_country AND ll_seconds_between(t.before, t.time) < 7200`,
  },
];

/** Runs each idea and compares its alerts with the truth. Needs `prepareScore`. */
export async function scorePublished(database: Database): Promise<readonly PublishedScore[]> {
  const scores: PublishedScore[] = [];
  const all = await database.one(
    'SELECT count(DISTINCT intrusion) AS intrusions, count(DISTINCT mailbox_id) AS boxes FROM truth_event',
  );
  for (const { idea, sql } of PUBLISHED) {
    await database.run(`CREATE OR REPLACE TEMP TABLE published_alert AS ${sql}`);
    const row = await database.one(
      `SELECT count(DISTINCT t.intrusion) AS intrusions, count(DISTINCT t.mailbox_id) AS boxes FROM published_alert AS p JOIN truth_event AS t ON t.event_id = p.event_id AND t.part = p.part`,
    );
    const noise = await database.one(
      `SELECT count(*) AS n FROM (SELECT p.alert FROM published_alert AS p LEFT JOIN truth_event AS t ON t.event_id = p.event_id AND t.part = p.part GROUP BY p.alert HAVING count(t.event_id) = 0) AS f`,
    );
    scores.push({
      idea,
      intrusions: { found: Number(row['intrusions']), of: Number(all['intrusions']) },
      mailboxes: { found: Number(row['boxes']), of: Number(all['boxes']) },
      falseAlerts: Number(noise['n']),
    });
  }
  return scores;
}
