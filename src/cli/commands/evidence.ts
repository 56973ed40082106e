/** `letterlock evidence seal|verify|export|attach` */
import { readFileSync, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { attachTimestamp, exportProof, type RecordName, sealPhase, verifyCase } from '../../case/index.ts';
import { EXIT, LetterlockError } from '../../errors.ts';
import { checkProof, loadVerifier, parseProof, type Verifier, verifierKey } from '../../evidence/index.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { attachedText, proofText, sealedText, verifiedText } from '../evidence-text.ts';
import { withExamples } from '../help.ts';
import { CASE_OPTIONS, type CommonOptions, withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { signerFor } from '../seal-key.ts';
import { withCase } from '../session.ts';

interface SealOptions extends CommonOptions {
  readonly key?: string;
  readonly name?: string;
  readonly timestampRequest?: true;
}

interface VerifyOptions extends Pick<CommonOptions, 'json' | 'quiet' | 'memory'> {
  readonly key: string;
}

interface ExportOptions extends CommonOptions {
  readonly event?: RecordName;
  readonly record?: RecordName;
}

export function evidenceCommand(program: Command, context: Context, done: Done): void {
  const group = program
    .command('evidence')
    .description('Seal a case so that others can check it, offline and with a public key alone.');
  const seal = group
    .command('seal')
    .description('Hash everything in the case, the report as it stands included, and sign it.')
    .option('--key <file>', 'private Ed25519 key in PEM (default: your own, made on first use outside the case)')
    .option('--name <name>', 'name of the key in the signature (default: made from the key)')
    .option('--timestamp-request', 'write a request for an RFC 3161 time stamp, evidence/checkpoint.tsq')
    .action(async (options: SealOptions) => done(await runSeal(context, options)));
  withOptions(seal, [...CASE_OPTIONS, 'sources']);
  withExamples(seal, [
    ['evidence seal --case ./2023-07', 'when the report is as it shall be handed over'],
    ['evidence seal --case ./2023-07 --sources /media/evidence', 'where the exports have moved'],
  ]);
  const verify = group
    .command('verify')
    .description(
      'Check a sealed case, a copy of one, or the proof of a record; name what differs. Exit status 1 if anything does.',
    )
    .argument('<path>', 'folder of the case, or a file that `evidence export` wrote')
    .requiredOption('--key <key>', 'public key (name+id+key) or a file that holds it, from whoever sealed')
    .action(async (path: string, options: VerifyOptions) => done(await runVerify(context, path, options)));
  withOptions(verify, ['json', 'quiet', 'memory']);
  withExamples(verify, [['evidence verify ./copy-of-2023-07 --key seal.vkey', 'by a stranger, without a network']]);
  const exported = group
    .command('export')
    .description('Print the proof that one record lay under the seal, for somebody who shall see no other.')
    .option('--event <id>', 'the record that brought this event (16 hex digits)', eventName)
    .option('--record <source:ordinal>', 'a record by its source and its number there', recordName)
    .action(async (options: ExportOptions) => done(await runExport(context, options)));
  withOptions(exported, ['case', 'sources']);
  withExamples(exported, [
    ['evidence export --event 0123456789abcdef --case ./2023-07 > proof.json', 'one event of the report'],
    ['evidence export --record 3:1021 --case ./2023-07 > proof.json', 'a record that no finding cites'],
  ]);
  const attach = group
    .command('attach')
    .description("Keep a time-stamp authority's answer (RFC 3161) beside the checkpoint, if it is about this one.")
    .argument('<file>', 'the answer, .tsr')
    .action(async (file: string, options: CommonOptions) => done(await runAttach(context, file, options)));
  withOptions(attach, ['case', 'json', 'quiet']);
}

function eventName(text: string): RecordName {
  if (!/^[0-9a-f]{16}$/.test(text))
    throw new InvalidArgumentError('Write an event id as the report has it: 16 hex digits.');
  return { event: text };
}

function recordName(text: string): RecordName {
  const [, sourceId = '', ordinal = ''] = /^(\d{1,15}):(\d{1,15})$/.exec(text) ?? [];
  if (sourceId === '') throw new InvalidArgumentError('Write SOURCE:ORDINAL, such as 3:1021.');
  return { sourceId: Number(sourceId), ordinal: Number(ordinal) };
}

async function runSeal(context: Context, options: SealOptions): Promise<number> {
  const signer = await signerFor(context, options.key, options.name, options.case);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    const { sources, timestampRequest } = options;
    const sealed = await sealPhase(opened, { signer, sources, timestampRequest }, watch);
    if (options.json === true) output.out(jsonText({ ...sealed, manifest: { ...sealed.manifest } }));
    else if (options.quiet !== true) output.out(sealedText(sealed, options.case));
    return EXIT.done;
  });
}

async function runVerify(context: Context, path: string, options: VerifyOptions): Promise<number> {
  const verifier = await loadVerifier(options.key);
  if (isFile(path)) return verifyProof(context, path, verifier, options);
  const verification = await verifyCase(path, verifier, options.memory);
  const { differences, checkpoint, manifest, timestamp, notCovered } = verification;
  if (options.json === true) {
    context.output.out(
      jsonText({
        whole: differences.length === 0,
        key: verifierKey(verifier),
        checkpoint: checkpoint === null ? null : { ...checkpoint, root: checkpoint.root.toString('base64') },
        sealedAt: manifest?.sealedAt ?? null,
        timestamp: timestamp?.at ?? null,
        differences,
        notCovered,
      }),
    );
  } else if (options.quiet !== true) context.output.out(verifiedText(verification, path));
  return differences.length === 0 ? EXIT.done : EXIT.failed;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function verifyProof(context: Context, path: string, verifier: Verifier, options: VerifyOptions): number {
  const proof = parseProof(readFileSync(path, 'utf8'));
  if (proof === null)
    throw new LetterlockError('usage', { what: `${path}: is neither a case nor a proof`, command: 'evidence verify' });
  const differences = checkProof(proof, verifier);
  if (options.json === true)
    context.output.out(jsonText({ whole: differences.length === 0, key: verifierKey(verifier), differences }));
  else if (options.quiet !== true) context.output.out(proofText(proof, differences));
  return differences.length === 0 ? EXIT.done : EXIT.failed;
}

async function runExport(context: Context, options: ExportOptions): Promise<number> {
  const { event, record } = options;
  const name = event ?? record;
  if (name === undefined || (event !== undefined && record !== undefined))
    throw new LetterlockError('usage', { what: 'Give either --event or --record', command: 'evidence export' });
  return await withCase(context, options, 'write', async ({ opened, output }) => {
    output.out(jsonText(await exportProof(opened, name, options.sources)));
    return EXIT.done;
  });
}

async function runAttach(context: Context, file: string, options: CommonOptions): Promise<number> {
  return await withCase(context, options, 'write', async ({ opened, output }) => {
    const attached = await attachTimestamp(opened, file);
    if (options.json === true) output.out(jsonText(attached));
    else if (options.quiet !== true) output.out(attachedText(attached.at, options.case));
    return EXIT.done;
  });
}
