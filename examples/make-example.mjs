/**
 * Writes the bundled example, `contoso/`, and the truth about it, `truth.json`: a firm of 25 mailboxes, 35 days, exports
 * of many formats, one intrusion. Everything is invented here; the same seed gives the same files.
 * Usage: node examples/make-example.mjs [FOLDER]
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BOM, csv, gzip, jsonLines, writeFiles, zip } from './make/files.mjs';
import { DAY, DAYS, DOMAIN, FIRST_DAY, HOUR, MINUTE, makeFirm, NEW_APP, OFFICE } from './make/firm.mjs';
import { makeIntrusion } from './make/intrusion.mjs';
import { makeMail } from './make/mail.mjs';
import { makeOrdinary, ROLLOUT_DAY, TRAVEL } from './make/ordinary.mjs';
import { randomness } from './make/random.mjs';
import { adminRecord, dayOf, directoryAudit, iso, portalRow, signInRecord, tableRow } from './make/records.mjs';

const SEED = 20231558;

/** Everything as it happened, before it is exported. */
function makeWorld() {
  const random = randomness(SEED);
  const firm = makeFirm(random);
  const mail = makeMail(random, firm);
  const world = makeOrdinary(random, firm, mail);
  const truth = makeIntrusion(random, firm, mail, world.audit);
  world.audit.push(...settings(random, firm));
  const byTime = (a, b) =>
    a.CreationTime < b.CreationTime ? -1 : a.CreationTime > b.CreationTime ? 1 : a.Id < b.Id ? -1 : 1;
  world.audit.sort(byTime);
  world.signIns.sort((a, b) => a.time - b.time || (a.token.id < b.token.id ? -1 : 1));
  return { ...world, truth };
}

/** What administrators and users changed; all of it harmless. */
function settings(random, firm) {
  const admin = firm.named('liam.doyle');
  const at = (day, hour) => FIRST_DAY + day * DAY + hour * HOUR + random.int(0, 59) * MINUTE;
  const planner = firm.named('sofia.rossi');
  return [
    adminRecord(random, admin, at(2, 9), OFFICE[0], 'Add-MailboxPermission', `info`, {
      Identity: `info@${DOMAIN}`,
      User: `sofia.rossi@${DOMAIN}`,
      AccessRights: 'FullAccess',
      InheritanceType: 'All',
    }),
    adminRecord(random, planner, at(8, 10), OFFICE[1], 'New-InboxRule', 'sofia.rossi\\Newsletters', {
      Name: 'Newsletters',
      SubjectContainsWords: 'newsletter',
      MoveToFolder: 'Newsletters',
      StopProcessingRules: 'True',
    }),
    adminRecord(random, admin, at(15, 14), OFFICE[0], 'Set-Mailbox', 'peter.novak', {
      Identity: `peter.novak@${DOMAIN}`,
      LitigationHoldEnabled: 'False',
      RetainDeletedItemsFor: '30.00:00:00',
    }),
  ];
}

const time = (record) => Date.parse(`${record.CreationTime}Z`);

/** @returns {Map<string, string | Buffer>} path -> content */
function exportsOf(world) {
  const exchange = (from, to) =>
    world.audit.filter((record) => dayOf(time(record), FIRST_DAY) >= from && dayOf(time(record), FIRST_DAY) < to);
  const portal = portalExport(world);
  return new Map([
    ['management-api/audit-exchange-2026-09.zip', blobs(exchange(0, 17))],
    ['management-api/audit-exchange-2026-10-01_16.jsonl.gz', gzip(jsonLines(exchange(17, 33)))],
    ['management-api/audit-exchange-2026-10-17_18.json.gz', cut(gzip(JSON.stringify(exchange(33, DAYS))))],
    ['purview/AuditLog_2026-10-05_2026-10-10.csv', portal],
    ['purview/AuditLog_2026-10-05_2026-10-10 (1).csv', portal],
    ...signInExports(world),
    [
      'entra/directoryAudits.json',
      JSON.stringify(
        {
          '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#auditLogs/directoryAudits',
          'value': directoryAudits(world),
        },
        null,
        1,
      ),
    ],
    ...exchangeExports(world),
    ['people.csv', people(world)],
    [
      'google/login-activities.json',
      JSON.stringify({ kind: 'admin#reports#activities', etag: '"9f2c/1"', items: googleLogins(world) }, null, 1),
    ],
    ['handover-notes.txt', NOTES],
  ]);
}

const NOTES = `Handover, Monday
Exports are from the collector of last night. The portal search is for the three mailboxes that Helen named; it came
down twice. The last audit file stopped during the copy, the disk of the jump host was full. Sign-ins of the first week
were still in the portal as CSV only.
`;

/** Content blobs as the Management API gives them, one array each, in a zip. Some records come twice: it re-sends them. */
function blobs(records) {
  const members = [];
  for (let start = 0; start < records.length; start += 120) {
    const again = start === 0 ? [] : records.slice(start - 2, start);
    const part = [...again, ...records.slice(start, start + 120)];
    const stamp = part.at(-1).CreationTime.replaceAll(/[-:T]/g, '');
    members.push({
      name: `Audit.Exchange/${stamp}${String(start).padStart(9, '0')}$audit_exchange.json`,
      text: JSON.stringify(part),
    });
  }
  return zip(members);
}

/** The copy broke off. */
const cut = (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.7));

/** A search of the Purview portal for three mailboxes: the same records once more, in another wrapping. */
function portalExport(world) {
  const header = [
    'RecordId',
    'CreationDate',
    'RecordType',
    'Operation',
    'UserId',
    'AuditData',
    'AssociatedAdminUnits',
    'AssociatedAdminUnitsNames',
  ];
  const wanted = new Set(world.truth.mailboxes.map((box) => box.mailbox));
  const rows = world.audit
    .filter(
      (record) =>
        wanted.has(record.MailboxOwnerUPN) &&
        dayOf(time(record), FIRST_DAY) >= 21 &&
        dayOf(time(record), FIRST_DAY) < 26,
    )
    .map((record) => ({
      RecordId: record.Id,
      CreationDate: `${record.CreationTime}.0000000Z`,
      RecordType: String(record.RecordType),
      Operation: record.Operation,
      UserId: record.UserId,
      AuditData: JSON.stringify(record),
    }));
  return `${BOM}${csv(header, rows.reverse())}`;
}

function signInExports(world) {
  const interactive = world.signIns.filter((signIn) => signIn.interactive);
  const early = interactive.filter((signIn) => dayOf(signIn.time, FIRST_DAY) < 7).map(portalRow);
  const later = interactive.filter((signIn) => dayOf(signIn.time, FIRST_DAY) >= 7).map(signInRecord);
  const page = {
    '@odata.context': 'https://graph.microsoft.com/beta/$metadata#auditLogs/signIns',
    'value': later.reverse(),
  };
  const quiet = world.signIns.filter((signIn) => !signIn.interactive).map(tableRow);
  return [
    [
      'entra/InteractiveSignIns_2026-09-14_2026-09-20.csv',
      `${BOM}${csv(Object.keys(early[0]), early.reverse(), { quoteAll: true })}`,
    ],
    ['entra/signIns-beta-2026-09-21_2026-10-18.json', JSON.stringify(page)],
    ['entra/AADNonInteractiveUserSignInLogs.json.gz', gzip(JSON.stringify(quiet))],
  ];
}

function directoryAudits({ random, firm }) {
  const admin = firm.named('liam.doyle');
  const at = FIRST_DAY + (ROLLOUT_DAY - 1) * DAY + 13 * HOUR + 20 * MINUTE;
  const principal = random.guid();
  const target = {
    id: principal,
    displayName: NEW_APP.name,
    type: 'ServicePrincipal',
    userPrincipalName: null,
    groupType: null,
  };
  const value = (displayName, newValue) => ({ displayName, oldValue: null, newValue: JSON.stringify(newValue) });
  const newcomer = firm.named('victor.lang');
  return [
    directoryAudit(random, admin, at, OFFICE[0], 'Add service principal', 'ApplicationManagement', [
      { ...target, modifiedProperties: [value('AppId', NEW_APP.id), value('DisplayName', NEW_APP.name)] },
    ]),
    directoryAudit(random, admin, at + 20_000, OFFICE[0], 'Add delegated permission grant', 'ApplicationManagement', [
      {
        id: random.guid(),
        displayName: 'Microsoft Graph',
        type: 'ServicePrincipal',
        userPrincipalName: null,
        groupType: null,
        modifiedProperties: [
          value('DelegatedPermissionGrant.Scope', ' Calendars.ReadWrite Mail.Read offline_access'),
          value('DelegatedPermissionGrant.ConsentType', 'AllPrincipals'),
          value('ServicePrincipal.ObjectID', principal),
          value('ServicePrincipal.AppId', NEW_APP.id),
        ],
      },
    ]),
    directoryAudit(
      random,
      admin,
      at + 21_000,
      OFFICE[0],
      'Consent to application',
      'ApplicationManagement',
      [
        {
          ...target,
          modifiedProperties: [
            value('ConsentContext.IsAdminConsent', 'True'),
            value('ConsentContext.IsAppOnly', 'False'),
            value('ConsentContext.OnBehalfOfAll', 'True'),
            value(
              'ConsentAction.Permissions',
              `[] => [[Id: ${random.base64(22)}, ClientId: ${principal}, PrincipalId: , ResourceId: ${random.guid()}, ConsentType: AllPrincipals, Scope:  Calendars.ReadWrite Mail.Read offline_access, CreatedDateTime: , LastModifiedDateTime ]]; `,
            ),
            value('TargetId.ServicePrincipalNames', NEW_APP.id),
          ],
        },
      ],
      [{ key: 'AppId', value: NEW_APP.id }],
    ),
    directoryAudit(random, admin, FIRST_DAY + 5 * DAY + 9 * HOUR, OFFICE[1], 'Update user', 'UserManagement', [
      {
        id: newcomer.objectId,
        displayName: null,
        type: 'User',
        userPrincipalName: newcomer.address,
        groupType: null,
        modifiedProperties: [value('Department', ['Engineering']), value('Included Updated Properties', 'Department')],
      },
    ]),
  ];
}

/** The present state, as an administrator exports it with Exchange Online PowerShell. */
function exchangeExports(world) {
  const { firm, mail } = world;
  const rules = [
    {
      MailboxOwnerId: 'sofia.rossi',
      Name: 'Newsletters',
      Enabled: 'True',
      Priority: 1,
      RuleIdentity: '8211423006114873345',
      Description:
        'If the message: includes specific words in the subject newsletter. Take the following actions: move the message to folder Newsletters',
      ForwardTo: '',
      ForwardAsAttachmentTo: '',
      RedirectTo: '',
      DeleteMessage: 'False',
      MoveToFolder: 'Newsletters',
      MarkAsRead: 'False',
    },
    {
      MailboxOwnerId: 'daniel.okoro',
      Name: 'Bank statements',
      Enabled: 'True',
      Priority: 1,
      RuleIdentity: '1147208825513574401',
      Description:
        'If the message: was received from bank@litware.example. Take the following actions: move the message to folder Bank',
      ForwardTo: '',
      ForwardAsAttachmentTo: '',
      RedirectTo: '',
      DeleteMessage: 'False',
      MoveToFolder: 'Bank',
      MarkAsRead: 'False',
    },
  ];
  const mailboxes = firm.mailboxes.map((person) => ({
    UserPrincipalName: person.address,
    DisplayName: person.name,
    PrimarySmtpAddress: person.address,
    ExchangeGuid: person.mailboxGuid,
    ExternalDirectoryObjectId: person.objectId,
    RecipientTypeDetails: person.shared ? 'SharedMailbox' : 'UserMailbox',
    ForwardingAddress: '',
    ForwardingSmtpAddress: '',
    DeliverToMailboxAndForward: 'False',
    AuditEnabled: 'True',
    DefaultAuditSet: 'Admin, Delegate, Owner',
    AuditOwner:
      'Update, MoveToDeletedItems, SoftDelete, HardDelete, UpdateFolderPermissions, UpdateInboxRules, UpdateCalendarDelegation, ApplyRecord, MailItemsAccessed, Send',
    AuditLogAgeLimit: '90.00:00:00',
  }));
  const trace = mail.sent
    .filter((message) => dayOf(message.time, FIRST_DAY) >= 25)
    .flatMap((message) =>
      message.recipients.map((recipient) => ({
        Organization: DOMAIN,
        MessageId: message.messageId,
        Received: iso(message.time),
        SenderAddress: message.from,
        RecipientAddress: recipient,
        Subject: message.subject,
        Status: 'Delivered',
        ToIP: '',
        FromIP: message.from.endsWith(DOMAIN) ? '' : '192.0.2.201',
        Size: message.size,
        MessageTraceId: world.random.guid(),
        StartDate: iso(FIRST_DAY + 25 * DAY),
        EndDate: iso(FIRST_DAY + DAYS * DAY),
      })),
    );
  const quoted = { quoteAll: true };
  return [
    ['exchange/InboxRules.csv', csv(Object.keys(rules[0]), rules, quoted)],
    ['exchange/Mailboxes.csv', csv(Object.keys(mailboxes[0]), mailboxes, quoted)],
    ['exchange/MessageTrace.csv', csv(Object.keys(trace[0]), trace, quoted)],
  ];
}

function people({ firm }) {
  return csv(
    ['Address', 'Name', 'Department', 'Title'],
    firm.mailboxes.map((person) => ({
      Address: person.address,
      Name: person.name,
      Department: person.department,
      Title: person.title,
    })),
  );
}

/** A subsidiary keeps its mail elsewhere; one page of its login activities came with the rest. */
function googleLogins({ random }) {
  return Array.from({ length: 12 }, (_unused, index) => {
    const email = `${['eva', 'noor', 'bram'][index % 3]}@fabrikam.example`;
    return {
      kind: 'admin#reports#activity',
      id: {
        time: `${iso(FIRST_DAY + (20 + index) * DAY + 8 * HOUR + random.int(0, 59) * MINUTE).slice(0, 19)}.${random.int(100, 999)}Z`,
        uniqueQualifier: String(-random.int(1_000_000, 9_999_999) * 99_991),
        applicationName: 'login',
        customerId: 'C03contoso',
      },
      etag: `"9f2c/${random.base64(8)}"`,
      actor: { email, profileId: String(114_000_000_000_000_000_000n + BigInt(index % 3)) },
      ipAddress: '192.0.2.77',
      events: [
        {
          type: 'login',
          name: 'login_success',
          parameters: [
            { name: 'login_type', value: 'google_password' },
            { name: 'login_challenge_method', multiValue: ['password'] },
            { name: 'is_suspicious', boolValue: false },
          ],
        },
      ],
    };
  }).reverse();
}

/** JSON with two spaces and short lists on one line, as the project's formatter has it. */
function readable(value) {
  return JSON.stringify(value, null, 2).replaceAll(
    /^( *)(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm,
    (whole, indent, key, items, comma) => {
      const line = `${indent}${key}[${items
        .split('\n')
        .map((item) => item.trim())
        .join(' ')}]${comma}`;
      return line.length <= 120 ? line : whole;
    },
  );
}

/** @param {string} folder where `contoso/` and `truth.json` go */
export function makeExample(folder) {
  const world = makeWorld();
  const home = join(folder, 'contoso');
  rmSync(home, { recursive: true, force: true });
  writeFiles(home, exportsOf(world));
  const benign = {
    newApplication: { id: NEW_APP.id, name: NEW_APP.name, from: iso(FIRST_DAY + ROLLOUT_DAY * DAY) },
    traveller: {
      user: `${TRAVEL.who}@${DOMAIN}`,
      from: iso(FIRST_DAY + TRAVEL.from * DAY),
      to: iso(FIRST_DAY + (TRAVEL.to + 1) * DAY),
    },
  };
  const figures = { auditRecords: world.audit.length, signIns: world.signIns.length };
  writeFileSync(join(folder, 'truth.json'), `${readable({ ...figures, intrusion: world.truth, benign })}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  makeExample(process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url)));
}
