/** The generator of the bundled example: plain JavaScript without types, so it is loaded by address. */
interface Files {
  /** A zip of deflated members. */
  zip(members: readonly { readonly name: string; readonly text: string }[]): Buffer;
}

interface Generator {
  /** Writes `contoso/` and `truth.json` into the folder. */
  makeExample(folder: string): void;
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../../examples/${path}`, import.meta.url).href)) as Module;
}

export const { zip } = await load<Files>('make/files.mjs');
export const { makeExample } = await load<Generator>('make-example.mjs');
