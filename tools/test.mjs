/**
 * `npm test`: every gate, one after the other; each says what it looked at. Ends with one line, `N passed, M failed`:
 * the tests of Vitest, plus one for every other gate. `--only NAME` (repeatable) runs some of them.
 */
import { GATES } from './lib/gates.mjs';

/** @param {readonly string[]} args */
function chosenGates(args) {
  const names = [];
  for (let index = 0; index < args.length; index += 1) {
    const name = args[index] === '--only' ? args[++index] : args[index].replace(/^--only=/, '');
    if (!GATES.some((gate) => gate.name === name)) {
      console.error(`Usage: node tools/test.mjs [--only NAME]...\nNames: ${GATES.map((gate) => gate.name).join(', ')}`);
      process.exit(2);
    }
    names.push(name);
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
