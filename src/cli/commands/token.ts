/** `letterlock token ID` */
import type { Command } from 'commander';
import { type TokenReport, tokenOf, traceToken } from '../../case/index.ts';
import { EXIT, LetterlockError } from '../../errors.ts';
import type { TokenOutcome } from '../../facts/index.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { withExamples } from '../help.ts';
import { type CommonOptions, withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { withCase } from '../session.ts';
import { counted, table } from '../table.ts';

export function tokenCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('token')
    .description('Where a token was issued, and all that it touched.')
    .argument('<id>', 'token identifier: a GUID, or base64 as audit records carry it')
    .action(async (id: string, options: CommonOptions) => done(await run(context, id, options)));
  withOptions(command, ['case', 'json', 'memory']);
  withExamples(command, [
    ['token xMFjTVvJPE2OChJx_YE-AA', 'as UniqueTokenId of an audit record has it'],
    ['token 4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', 'as the request id of a sign-in has it'],
  ]);
}

async function run(context: Context, given: string, options: CommonOptions): Promise<number> {
  const guid = tokenOf(given);
  if (guid === null) {
    throw new LetterlockError('usage', {
      what: `"${given}" is no token identifier: write a GUID, or 22 characters of base64 (capitals matter)`,
      command: 'token',
    });
  }
  return await withCase(context, options, 'read', async ({ opened }) => {
    const report = await traceToken(opened.database, guid);
    context.output.out(options.json === true ? jsonText(report) : tokenText(report));
    return EXIT.done;
  });
}

/** Uses listed before the rest is only counted. */
const LISTED = 50;

function tokenText(report: TokenReport): string {
  const more = report.uses.length > LISTED ? `and ${report.uses.length - LISTED} more; --json lists all\n` : '';
  const uses = report.uses
    .slice(0, LISTED)
    .map((use) => [
      use.time ?? '',
      use.kind,
      use.mailbox ?? '',
      use.address ?? '',
      use.application ?? '',
      use.detail ?? '',
    ]);
  return [
    `Token ${report.token} (${report.base64})`,
    ...judgementText(report),
    ...report.ledgers.map(
      ({ kind, from, to, rows, withTokenId }) =>
        `  ledger ${kind}: ${from ?? '?'} to ${to ?? '?'}, ${counted(rows, 'row')}, ${withTokenId} with a token identifier`,
    ),
    '',
    ...(report.ledger.length === 0
      ? []
      : [
          table(
            ['time', 'ledger', 'outcome', 'user', 'address', 'application'],
            report.ledger.map((issue) => [
              issue.time ?? '',
              issue.ledger,
              issue.outcome ?? '',
              issue.user ?? '',
              issue.address ?? '',
              issue.application ?? '',
            ]),
          ),
        ]),
    ...(report.mailboxes.length === 0
      ? []
      : [
          table(
            ['mailbox', 'accesses', 'syncs', 'messages named', 'first', 'last'],
            report.mailboxes.map((box) => [
              box.mailbox ?? box.mailboxId ?? '',
              box.accesses,
              box.syncs,
              box.distinctMessages,
              box.firstSeen ?? '',
              box.lastSeen ?? '',
            ]),
          ),
        ]),
    ...(report.inSession.length < 2
      ? []
      : [
          table(
            ['tokens of the session', 'outcome', 'first used', 'accesses'],
            report.inSession.slice(0, LISTED).map((one) => [one.token, one.outcome, one.firstSeen ?? '', one.accesses]),
          ),
        ]),
    ...(uses.length === 0
      ? []
      : [`${table(['time', 'use', 'mailbox', 'address', 'application', 'detail'], uses)}${more}`]),
  ].join('\n');
}

/** What is held of it: reconciliation's word where detections have run, else what the ledgers alone show. */
function judgementText({ judged, state }: TokenReport): readonly string[] {
  if (judged === null) return [STATE_TEXT[state]];
  const { outcome, why, pendingUntil, sessionOutcome, cluster } = judged;
  return [
    `${OUTCOME_TEXT[outcome as TokenOutcome]}${why === null ? '' : ` (${why})`}${pendingUntil === null ? '' : ` until ${pendingUntil}`}.`,
    ...(sessionOutcome === null ? [] : [`Its session: ${sessionOutcome}.`]),
    ...(cluster === null
      ? []
      : [
          `It shares ${cluster.shared} with ${counted(cluster.tokens - 1, 'other token')} without issuance; by chance: ${cluster.probability.toPrecision(2)}.`,
        ]),
  ];
}

const OUTCOME_TEXT: Readonly<Record<TokenOutcome, string>> = {
  'issued': 'Issued: a ledger of this case has it',
  'seen-not-completed': 'Seen, not completed: its sign-in is here, but no token should have come out of it',
  'contradictory': 'Contradictory',
  'no-issuance-record': 'No record of its issuance, where the ledgers reach',
  'pending': 'Pending: its record may still arrive',
  'not-evaluable': 'Not evaluable',
};

const STATE_TEXT: Readonly<Record<TokenReport['state'], string>> = {
  'issued': 'Issued: a ledger of this case has it.',
  'seen-not-completed': 'Its sign-in is here, but did not complete: no token should have come out of it.',
  'no-issuance-record':
    'It was used, and no ledger of this case has its issuance. Whether that means anything depends on the reach of the ledgers:',
  'unknown': 'No record of this case names it.',
};
