/**
 * `npm test`: every gate, one after the other; each says what it looked at. Ends with one line, `N passed, M failed`:
 * the tests of Vitest, plus one for every other gate. `--only NAME` (repeatable) runs some of them.
 */
import { GATES } from './lib/gates.mjs';

/** @param {readonly string[]} args */
function chosenGates(args) {
  const names = args.flatMap((word) => (word === '--only' ? [] : [word.replace(/^--only=/, '')]));
  const known = GATES.map((gate) => gate.name);
  if (names.some((name) => !known.includes(name))) {
    console.error(`Usage: npm test -- [--only NAME]...\nNames: ${known.join(', ')}`);
    process.exit(2);
  }
  return names.length === 0 ? GATES : GATES.filter((gate) => names.includes(gate.name));
}

let passed = 0;
let failed = 0;
for (const gate of chosenGates(process.argv.slice(2))) {
  const started = performance.now();
  const result = await gate.run().catch((error) => ({
    passed: 0,
    failed: 1,
    lookedAt: 'nothing',
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (result.output.trim() !== '') console.log(result.output.trimEnd());
  const mark = result.failed === 0 ? 'ok    ' : 'FAILED';
  console.log(`${mark} ${gate.name} (${gate.title}): looked at ${result.lookedAt}, ${seconds} s`);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
