import { defineConfig } from 'vitest/config';

/** Tests that run the command as users do; it is compiled once before they start. */
const commandTests = ['test/cli/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: [...commandTests, 'test/package/**'] } },
      { test: { name: 'command', include: commandTests, globalSetup: ['test/cli/build.ts'] } },
    ],
  },
});
