/** Faults of the file system, in words a person can act on. */
import { type ErrorCode, LetterlockError } from '../errors.ts';

/** What the system calls it -> what is said. Full disks and quotas are one thing to the person. */
const WORDS: Readonly<Record<string, { readonly code: ErrorCode; readonly reason: string }>> = {
  EACCES: { code: 'case-not-writable', reason: 'no permission' },
  EPERM: { code: 'case-not-writable', reason: 'no permission' },
  EROFS: { code: 'case-not-writable', reason: 'the file system is read-only' },
  ENOTDIR: { code: 'case-not-writable', reason: 'a part of the path is a file' },
  EEXIST: { code: 'case-not-writable', reason: 'there is a file of that name' },
  EISDIR: { code: 'case-not-writable', reason: 'there is a folder where a file should be' },
  ENAMETOOLONG: { code: 'case-not-writable', reason: 'the name is too long' },
  ENOENT: { code: 'case-not-writable', reason: 'a part of the path is missing' },
  ENOSPC: { code: 'disk-full', reason: 'no space left' },
  EDQUOT: { code: 'disk-full', reason: 'quota exceeded' },
  EFBIG: { code: 'disk-full', reason: 'file size limit' },
};

/** The code of a system fault (`EACCES` …), or null where it is none. */
export function systemCode(cause: unknown): string | null {
  if (!(cause instanceof Error) || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}

/** Whether a fault says that nothing may be written there. */
export function isUnwritable(cause: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(systemCode(cause) ?? '');
}

/** What a rejection gives where it says that nothing is there: `value`; any other is thrown again. */
export function ifAbsent<Value>(value: Value): (cause: unknown) => Value {
  return (cause) => {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return value;
    throw cause;
  };
}

/** The fault as a case's error; a fault that is none of the known ones comes back as it is. */
export function caseFault(cause: unknown, path: string): unknown {
  if (cause instanceof LetterlockError) return cause;
  const known = WORDS[systemCode(cause) ?? ''];
  return known === undefined ? cause : new LetterlockError(known.code, { path, reason: known.reason }, { cause });
}
