/**
 * Records of the mailbox audit: nine tenths of all. They are written as text, part by part, since building an object of
 * forty fields for each costs three times as much; what belongs to a mailbox, a client or a caller is spelled once.
 */
import { tokenBase64 } from '../../facts/index.ts';
import { guidOf } from '../core/identifiers.ts';
import type { AccessEvent, Caller, ClientSigns, Credential, Mailbox, SendEvent } from '../core/model.ts';
import { shareOf } from '../core/random.ts';
import { auditTime } from '../core/time.ts';
import { folderOf, messageId, messageSize } from '../mail/messages.ts';
import type { RecordContext } from './audit.ts';

const text = (value: string): string => JSON.stringify(value);

/** `MailItemsAccessed`: binds are record type 50 with the messages, syncs type 2 with the folder. */
export function accessText(context: RecordContext, event: AccessEvent): string {
  const { mailbox, access, folder: index, messages, throttled } = event;
  const bind = access === 'bind';
  const properties = `"OperationProperties":[{"Name":"MailAccessType","Value":"${bind ? 'Bind' : 'Sync'}"},{"Name":"IsThrottled","Value":"${throttled ? 'True' : 'False'}"}]`;
  const before = `${head(context, event, bind ? 50 : 2, 'MailItemsAccessed')},${properties},${middle(context, event)}`;
  if (bind) return `${before},"Folders":[${foldersText(context, event)}],"OperationCount":${messages.length}}`;
  const { id, path } = mailbox.folders[index] ?? { id: '', path: '\\Inbox' };
  return `${before},"Item":{"Id":"${id}","ParentFolder":{"Id":"${id}","Name":${text(path.slice(1))},"Path":${text(path)}}}}`;
}

/** `Send`. */
export function sendText(context: RecordContext, event: SendEvent): string {
  const id = guidOf(context.seed, 'sent message', event.key, event.mailbox.index);
  const folder = `{"Id":"${event.mailbox.folders[1]?.id ?? ''}","Path":"\\\\Drafts"}`;
  return `${head(context, event, 2, 'Send')},${middle(context, event)},"Item":{"Id":"Unknown","InternetMessageId":"<${id}@${context.domain}>","ParentFolder":${folder}}}`;
}

function head(context: RecordContext, event: AccessEvent | SendEvent, type: number, operation: string): string {
  return `{"CreationTime":"${auditTime(event.time)}","Id":"${event.id}","Operation":"${operation}","OrganizationId":"${context.tenant}","RecordType":${type},"ResultStatus":"Succeeded",${callerText(event.caller)}`;
}

/** Fields between the head and what was done; a leading field is always there. */
function middle(context: RecordContext, event: AccessEvent | SendEvent): string {
  const { mailbox, caller, signs, credential, key, from } = event;
  const { session, token, named } = shown(context, key, signs, credential);
  const external = caller.external === true;
  const logon = external ? 6 : caller.userType === 5 ? 1 : caller.userId === mailbox.address ? 0 : 2;
  const device =
    context.linkable && token !== null && credential.deviceId !== null ? `"DeviceId":"${credential.deviceId}",` : '';
  const top = session !== null && (signs.topSession || token === null) ? `,"SessionId":"${session}"` : '';
  const object =
    token !== null && caller.objectId !== null
      ? `,"TokenObjectId":"${caller.objectId}","TokenTenantId":"${context.tenant}"`
      : '';
  const app = named ? signsText(signs) : '';
  const linked = token === null ? '' : linkText(signs, credential, session, token);
  const sid = caller.sid === '' ? '' : `"LogonUserSid":"${caller.sid}",`;
  return `${app}${linked}"ClientIPAddress":"${from.address}","ClientInfoString":${text(signs.clientInfo)},${device}"ExternalAccess":${external},"InternalLogonType":0,"LogonType":${logon},${sid}${mailboxText(context, mailbox)}${top}${object}`;
}

function linkText(signs: ClientSigns, { issuedAt }: Credential, session: string | null, token: string): string {
  const first = session === null ? '' : `"AADSessionId":"${session}",`;
  const issued = issuedAt === null ? '' : `"IssuedAtTime":"${auditTime(issuedAt)}",`;
  return `"AppAccessContext":{${first}"ClientAppId":"${signs.clientAppId ?? signs.appId ?? ''}",${issued}"UniqueTokenId":"${tokenBase64(token)}"},`;
}

/** Which identifiers a record shows: as often as its client's records do. */
function shown(
  context: RecordContext,
  key: number,
  signs: ClientSigns,
  credential: Credential,
): { readonly session: string | null; readonly token: string | null; readonly named: boolean } {
  const { seed, linkable } = context;
  const named = shareOf(seed, 'names application', key) < signs.named && (linkable || signs.unnamedThen !== true);
  const silent = signs.bare === true && !named;
  return {
    session: !silent && shareOf(seed, 'shows session', key) < signs.shows.session ? credential.session : null,
    token: linkable && !silent && shareOf(seed, 'shows token', key) < signs.shows.token ? credential.token : null,
    named,
  };
}

/** Items by folder, in the order in which each folder was first accessed. */
function foldersText(context: RecordContext, { mailbox, messages }: AccessEvent): string {
  const groups = new Map<number, string>();
  for (const number of messages) {
    const folder = folderOf(context.seed, mailbox, number);
    const known = groups.get(folder);
    const item = itemText(context, mailbox, number);
    groups.set(folder, known === undefined ? item : `${known},${item}`);
  }
  return [...groups]
    .map(
      ([folder, items]) =>
        `{"FolderItems":[${items}],"Id":"${mailbox.folders[folder]?.id ?? ''}","Path":${text(mailbox.folders[folder]?.path ?? '')}}`,
    )
    .join(',');
}

function itemText(context: RecordContext, mailbox: Mailbox, number: number): string {
  const id = context.linkable
    ? `"Id":"RgAAAA${mailbox.index.toString(36)}${number.toString(36).padStart(8, '0')}",`
    : '';
  return `{${id}"InternetMessageId":"${messageId(context.seed, mailbox, number)}","SizeInBytes":${messageSize(context.seed, mailbox, number)}}`;
}

const callers = new WeakMap<Caller, string>();
const clients = new WeakMap<ClientSigns, string>();
const mailboxes = new WeakMap<Mailbox, string>();

function kept<Key extends object>(cache: WeakMap<Key, string>, key: Key, spell: () => string): string {
  let known = cache.get(key);
  if (known === undefined) {
    known = spell();
    cache.set(key, known);
  }
  return known;
}

function callerText(caller: Caller): string {
  return kept(
    callers,
    caller,
    () =>
      `"UserKey":${text(caller.userKey)},"UserType":${caller.userType},"Version":1,"Workload":"Exchange","UserId":${text(caller.userId)}`,
  );
}

function signsText(signs: ClientSigns): string {
  const { appId, clientAppId } = signs;
  return kept(
    clients,
    signs,
    () =>
      `${appId === null ? '' : `"AppId":${text(appId)},`}${clientAppId === null ? '' : `"ClientAppId":${text(clientAppId)},`}`,
  );
}

function mailboxText({ domain }: RecordContext, mailbox: Mailbox): string {
  const { guid, ownerSid, address, index } = mailbox;
  return kept(
    mailboxes,
    mailbox,
    () =>
      `"MailboxGuid":"${guid}","MailboxOwnerSid":"${ownerSid}","MailboxOwnerUPN":${text(address)},"OrganizationName":${text(domain)},"OriginatingServer":${text(`AM0PR04MB${1000 + (index % 9000)} (15.20.9115.017)\r\n`)}`,
  );
}
