/**
 * Activities of Google's Reports API. Shapes: developers.google.com/workspace/admin/reports/v1/appendix/activity/gmail
 * (one event name, `delivery`; what happened stands in `mail_event_type`), …/login, …/token.
 */
import { hexOf } from '../core/identifiers.ts';
import { marked } from '../core/marker.ts';
import type { AccessEvent, GoogleEvent, Person } from '../core/model.ts';
import { hashOf } from '../core/random.ts';
import { isoTime } from '../core/time.ts';
import { messageId, messageSize } from '../mail/messages.ts';
import type { Record_, RecordContext } from './audit.ts';

const VIEW = 31;

export function googleRecord(context: RecordContext, event: GoogleEvent): Record_ {
  const plain = hexOf(context.seed, 'etag', event.key);
  const etag = context.marked === true ? marked(plain) : plain;
  const parameters = event.access === null ? event.parameters : gmailParameters(context, event.access);
  return {
    kind: 'admin#reports#activity',
    id: {
      time: isoTime(event.time),
      uniqueQualifier: googleId(context.seed, event.key),
      applicationName: event.application,
      customerId: context.customer ?? `C0${hexOf(context.seed, 'customer').slice(0, 7)}`,
    },
    etag: `"${etag}"`,
    actor: { callerType: 'USER', email: event.person.upn, profileId: profileOf(context, event.person) },
    ipAddress: event.from.address,
    networkInfo: { ipAsn: [event.from.asn], regionCode: event.from.country, subdivisionCode: '' },
    events: [{ type: event.type, name: event.name, parameters }],
  };
}

/** `id.uniqueQualifier`: what Google names a record by, beside its time. */
export function googleId(seed: number, key: number): string {
  return `${(key & 1) === 0 ? '-' : ''}${hashOf(seed, 'qualifier', key)}${key}`;
}

function profileOf({ seed, customer }: RecordContext, { mailbox, objectId }: Person): string {
  if (customer !== undefined) return objectId;
  return `1${String(hashOf(seed, 'profile', mailbox.index)).padStart(10, '0')}${String(mailbox.index).padStart(10, '0')}`;
}

function gmailParameters(context: RecordContext, access: AccessEvent): readonly Record_[] {
  const number = access.messages[0] ?? 0;
  const { mailbox, credential, signs, caller } = access;
  const delegate = caller.userId === mailbox.address ? [] : [{ name: 'delegate_user_email', value: caller.userId }];
  const session = credential.session === null ? [] : [{ name: 'dusi', value: credential.session }];
  return [
    {
      name: 'event_info',
      messageValue: {
        parameter: [
          { name: 'mail_event_type', intValue: String(VIEW) },
          { name: 'timestamp_usec', intValue: `${access.time}000` },
          { name: 'success', boolValue: true },
          {
            name: 'client_context',
            messageValue: {
              parameter: [
                { name: 'client_type', value: signs.clientInfo },
                ...(signs.clientAppId === null ? [] : [{ name: 'client_id', value: signs.clientAppId }]),
                { name: 'session_context', messageValue: { parameter: [...delegate, ...session] } },
              ],
            },
          },
        ],
      },
    },
    {
      name: 'message_info',
      messageValue: {
        parameter: [
          { name: 'rfc2822_message_id', value: messageId(context.seed, mailbox, number) },
          { name: 'payload_size', intValue: String(messageSize(context.seed, mailbox, number)) },
        ],
      },
    },
  ];
}
