/**
 * The reference data of `reference/*.yml`, checked while it is read. A fault in it is a fault of the program: it throws.
 * Not part of `facts/index.ts`, so that who needs no reference data does not load the libraries that read it.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { hashOf, modulesOf, preparedText, readPrepared, type SourceText } from './prepared.ts';
import { LOG_KINDS, NETWORK_CLASSES, VENDORS, type Vendor } from './vocabulary.ts';

/** From `src/facts` and from `dist/facts` alike. */
const FOLDER = new URL('../../reference/', import.meta.url);
/** The same as parsed at the build. Not there where the sources run unbuilt, which parse then. */
const PREPARED = new URL('../reference/', import.meta.url);

/** How sure an entry is: said by the maker, said by others, or known to us but not found again in writing. */
const certainty = z.enum(['documented', 'reported', 'unconfirmed']);
const day = z.iso.date();
const text = z.string().trim().min(1);
/** Where an entry comes from and when that was said or looked up. */
const provenance = { source: text, date: day, certainty, note: text.optional() };
const logKinds = z.array(z.enum(LOG_KINDS)).min(1);
const header = { version: z.literal(1), updated: day };

const networksFile = z.strictObject({
  ...header,
  groups: z.array(
    z.strictObject({
      class: z.enum(NETWORK_CLASSES).exclude(['other']),
      vendor: z.enum(VENDORS).nullable(),
      what: text,
      ...provenance,
      prefixes: z.array(text).min(1),
    }),
  ),
});

const applicationsFile = z.strictObject({
  ...header,
  groups: z.array(
    z.strictObject({
      vendor: z.enum(VENDORS),
      firstParty: z.boolean(),
      ...provenance,
      applications: z
        .array(z.strictObject({ id: text, name: text, kind: z.enum(['client', 'service']).nullable() }))
        .min(1),
    }),
  ),
});

const exportLimitsFile = z.strictObject({
  ...header,
  limits: z.array(
    z.strictObject({ rows: z.int().positive(), export: text, vendor: z.enum(VENDORS), logKinds, ...provenance }),
  ),
});

const knownGapsFile = z.strictObject({
  ...header,
  gaps: z.array(
    z.strictObject({
      id: text,
      vendor: z.enum(VENDORS),
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      logKinds,
      partial: z.boolean(),
      what: text,
      ...provenance,
    }),
  ),
});

const retentionFile = z.strictObject({
  ...header,
  periods: z.array(
    z.strictObject({
      logKinds,
      tiers: z.array(z.strictObject({ licence: text, days: z.int().nonnegative() })).min(1),
      ...provenance,
    }),
  ),
});

const collectNextFile = z.strictObject({
  ...header,
  logs: z.array(
    z.strictObject({
      logKind: z.enum(LOG_KINDS),
      title: text,
      vendor: z.enum(VENDORS).nullable(),
      unblocks: z.array(text).min(1),
      how: z.array(text).min(1),
      commands: z.array(text),
      licence: text,
      rights: text,
      ...provenance,
    }),
  ),
});

export type Certainty = z.infer<typeof certainty>;

interface Provenance {
  readonly source: string;
  /** When the source said so or was looked up, YYYY-MM-DD. */
  readonly date: string;
  readonly certainty: Certainty;
  readonly note?: string | undefined;
}

type Shape<T extends z.ZodType> = Readonly<z.infer<T>>;

/** One network of `networks.yml`. `vendor` is null for private ones: an address is only *its* vendor's own. */
export interface ReferenceNetwork extends Provenance {
  readonly prefix: string;
  readonly networkClass: Exclude<(typeof NETWORK_CLASSES)[number], 'other'>;
  readonly vendor: Vendor | null;
  readonly what: string;
}

/** One application of `applications.yml`; `kind` is our reading, null where neither is clear. */
export interface ReferenceApplication extends Provenance {
  readonly id: string;
  readonly name: string;
  readonly kind: 'client' | 'service' | null;
  readonly vendor: Vendor;
  readonly firstParty: boolean;
}

export type ExportLimit = Shape<typeof exportLimitsFile>['limits'][number];
export type KnownGap = Shape<typeof knownGapsFile>['gaps'][number];
export type Retention = Shape<typeof retentionFile>['periods'][number];
export type CollectAdvice = Shape<typeof collectNextFile>['logs'][number];

/** Files by their name without the ending. */
const FILES: Readonly<Record<string, z.ZodType>> = {
  networks: networksFile,
  applications: applicationsFile,
  'export-limits': exportLimitsFile,
  'known-gaps': knownGapsFile,
  retention: retentionFile,
  'collect-next': collectNextFile,
};

function load<T extends z.ZodType>(name: string, schema: T): z.infer<T> {
  const source = sourceOf(name);
  const prepared = readPrepared<z.infer<T>>(new URL(`${name}.json`, PREPARED), referenceHash(source));
  return prepared ?? parsed(source, schema);
}

/** What the functions below can use later, as texts of files. */
export function prepareReference(): readonly SourceText[] {
  return Object.entries(FILES).map(([name, schema]) => {
    const source = sourceOf(name);
    return { path: `reference/${name}.json`, text: preparedText(referenceHash(source), parsed(source, schema)) };
  });
}

function sourceOf(name: string): SourceText {
  const path = `${name}.yml`;
  return { path, text: readFileSync(new URL(path, FOLDER), 'utf8') };
}

function referenceHash(source: SourceText): string {
  return hashOf([...modulesOf(import.meta.url, ['reference', 'vocabulary']), source]);
}

function parsed<T extends z.ZodType>({ path, text }: SourceText, schema: T): z.infer<T> {
  // Dates stay text: the `core` schema of YAML 1.2 knows none.
  const checked = schema.safeParse(parse(text, { schema: 'core', uniqueKeys: true }));
  if (!checked.success) throw new TypeError(`reference/${path}: ${z.prettifyError(checked.error)}`);
  return checked.data;
}

/** The vendors' own and private networks, in the order of the file. The longest prefix that holds an address counts. */
export function loadNetworks(): readonly ReferenceNetwork[] {
  return load('networks', networksFile).groups.flatMap(({ class: networkClass, prefixes, ...group }) =>
    prefixes.map((prefix) => ({ prefix, networkClass, ...group })),
  );
}

/** Common applications. Ids as the logs carry them, lower case. */
export function loadApplications(): readonly ReferenceApplication[] {
  return load('applications', applicationsFile).groups.flatMap(({ applications, ...group }) =>
    applications.map((application) => ({ ...application, ...group })),
  );
}

/** Row counts at which exports end. */
export function loadExportLimits(): readonly ExportLimit[] {
  return load('export-limits', exportLimitsFile).limits;
}

/** Known losses of logs, by the vendor's own word. */
export function loadKnownGaps(): readonly KnownGap[] {
  return load('known-gaps', knownGapsFile).gaps;
}

/** How long each kind of log is kept, by licence. */
export function loadRetention(): readonly Retention[] {
  return load('retention', retentionFile).periods;
}

/** How to get each kind of log, and what it unblocks. */
export function loadCollectAdvice(): readonly CollectAdvice[] {
  return load('collect-next', collectNextFile).logs;
}
