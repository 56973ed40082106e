/** What a seal covers, as one document: `evidence/manifest.json`, in the canonical spelling. */
import { z } from 'zod';
import { canonicalJson, sha256 } from './canonical.ts';

export const MANIFEST_FILE = 'manifest.json';
export const CHECKPOINT_FILE = 'checkpoint';
/** The public key of whoever sealed, for convenience: who checks must have it from elsewhere. */
export const VERIFIER_FILE = 'seal.vkey';
export const REQUEST_FILE = 'checkpoint.tsq';
export const TIMESTAMP_FILE = 'checkpoint.tsr';
export const CUSTODY_FILE = 'custody.json';
export const SOURCES_FOLDER = 'sources';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const text = z.string();

const custodySchema = z.strictObject({
  collectedBy: text.nullable(),
  collectedAt: text.nullable(),
  tool: text.nullable(),
  query: text.nullable(),
  receivedFrom: text.nullable(),
});

/** One source of the ledger; a leaf of the tree of its own. */
const sourceSchema = z.strictObject({
  sourceId: z.int().positive(),
  path: text,
  containerPath: text.nullable(),
  /** Of the bytes as received. */
  sha256: digest,
  /** Of the archive it came out of. */
  containerSha256: digest.nullable(),
  bytes: count,
  /** Records read when it was taken in, rejected ones too. */
  read: count,
  /**
   * The hashes of its records that could be unwrapped; or why there are none: the source was not there when the case was
   * sealed, or not as it was taken in.
   */
  records: z.union([
    z.strictObject({ first: count, count, sha256: digest }),
    z.strictObject({ absent: z.enum(['source absent', 'source changed']) }),
  ]),
  custody: custodySchema.nullable(),
});

export const manifestSchema = z.strictObject({
  format: z.literal('letterlock-manifest-1'),
  program: text.nullable(),
  sealedAt: text,
  /** The case: SHA-256 of the first line of its log. */
  case: digest,
  log: z.strictObject({ entries: z.int().positive(), head: digest }),
  sources: z.array(sourceSchema),
  records: z.strictObject({ count, sha256: digest }),
  /** Content of `case.duckdb`, table by table; by name. */
  tables: z.array(z.strictObject({ name: text, rows: count, sha256: digest })),
  /** Every other file of the case folder, by path. */
  files: z.array(z.strictObject({ path: text, bytes: count, sha256: digest })),
  /** Checkpoints of earlier seals of this case, oldest first. */
  earlier: z.array(text),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type SealedSource = z.infer<typeof sourceSchema>;
export type SealedFile = Manifest['files'][number];
export type SealedTable = Manifest['tables'][number];
export type SealedCustody = z.infer<typeof custodySchema>;

export function manifestText(manifest: Manifest): string {
  return `${canonicalJson(manifest)}\n`;
}

/** The manifest in a text; a reason where it is none. */
export function parseManifest(source: string): Manifest | { readonly problem: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch {
    return { problem: 'is no JSON' };
  }
  const result = manifestSchema.safeParse(parsed);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is no manifest'}` };
}

/**
 * Identity of the log that a checkpoint is of. A seal is a log of its own, closed at once: the name rests on the manifest,
 * so that no two checkpoints of one origin can ever disagree.
 */
export function originOf(signer: string, manifest: Manifest): string {
  return `${signer}/${manifest.case.slice(0, 16)}/${sha256(manifestText(manifest)).slice(0, 16)}`;
}
