import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { ATTUNE_VERSION: '"0.1.0"' },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  test: { environment: "happy-dom", include: ["test/**/*.test.{ts,tsx}"] },
});
