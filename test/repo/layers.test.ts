import { describe, expect, it } from 'vitest';
import { projectFiles } from './files.ts';
import { layerBreaches, type SourceFile } from './layers.ts';

function sources(): readonly SourceFile[] {
  return projectFiles('src', /\.ts$/).map(({ path, text }) => ({ path: path.replace(/^src\//, ''), text }));
}

describe('layers', () => {
  it('holds in every source file', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(10);
    expect(layerBreaches(files)).toEqual([]);
  });

  it('catches an import from above, however it is written', () => {
    const planted = [
      "import { x } from '../ingest/index.ts';",
      "import '../ingest/index.ts';",
      "export * from '../ingest/index.ts';",
      "const x = await import('../ingest/index.ts');",
      "new Worker(new URL('../ingest/index.ts', import.meta.url));",
      "import type {\n  X,\n} from '../ingest/index.ts';",
    ];
    for (const text of planted) {
      const breaches = layerBreaches([{ path: 'facts/planted.ts', text }]);
      expect(breaches, text).toEqual(['facts/planted.ts: facts may not import ingest/index.ts']);
    }
  });

  it('catches an import from a sibling', () => {
    const text = "import { open } from '../../store/index.ts';";
    expect(layerBreaches([{ path: 'collect/files/planted.ts', text }])).toEqual([
      'collect/files/planted.ts: collect may not import store/index.ts',
    ]);
  });

  it('catches a folder that has no place', () => {
    expect(layerBreaches([{ path: 'helpers/planted.ts', text: '' }])).toEqual([
      'helpers/planted.ts: unknown folder helpers',
    ]);
    expect(layerBreaches([{ path: 'cli/planted.ts', text: "import '../helpers/x.ts';" }])).toHaveLength(1);
  });

  it('keeps simulate apart, and the face of the library unused', () => {
    const text = "import '../simulate/index.ts';";
    expect(layerBreaches([{ path: 'drill/planted.ts', text }])).toEqual([]);
    expect(layerBreaches([{ path: 'cli/planted.ts', text }])).toHaveLength(1);
    expect(layerBreaches([{ path: 'simulate/planted.ts', text: "import '../store/index.ts';" }])).toHaveLength(1);
    expect(layerBreaches([{ path: 'cli/planted.ts', text: "import '../index.ts';" }])).toHaveLength(1);
    expect(layerBreaches([{ path: 'cli/planted.ts', text: "import '../../tools/x.ts';" }])).toHaveLength(1);
  });

  it('lets a folder use those below it', () => {
    const text = "import '../facts/index.ts';\nimport '../errors.ts';\nimport './other.ts';";
    expect(
      layerBreaches([
        { path: 'ingest/planted.ts', text },
        { path: 'index.ts', text: "import './cli/main.ts';" },
      ]),
    ).toEqual([]);
  });
});
