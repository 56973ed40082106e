import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // DuckDB is native and has threads of its own: one process a file keeps their memory and crashes apart, and two at
    // a time are what a small machine bears.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // A test that leaves a handle open is a fault of the program: it would hang a command too.
    teardownTimeout: 5_000,
    restoreMocks: true,
    unstubEnvs: true,
    chaiConfig: { truncateThreshold: 400 },
  },
});
