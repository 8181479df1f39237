import { defineConfig } from 'vitest/config';

/** Milliseconds: real servers and processes take long on a busy machine. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };

/** Tests that run the command as users do; it is compiled once before they start. */
const commandTests = ['test/cli/**/*.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...patience,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...commandTests, 'test/package/**'],
        },
      },
      { test: { ...patience, name: 'command', include: commandTests, globalSetup: ['test/cli/build.ts'] } },
    ],
  },
});
