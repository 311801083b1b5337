import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` passes what is not a page on to a server started by `emoscope serve`.
const server = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/emoscope/app/static",
    emptyOutDir: true,
    // A data: address in a style sheet would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    target: "es2022",
  },
  server: {
    proxy: {
      "/v1": server,
      "/v2": { target: server, ws: true },
      "/files": server,
      "/health": server,
      "/openapi.json": server,
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"], setupFiles: ["tests/setup.ts"] },
});
