import { relative } from 'node:path'
import { defineConfig, type UserConfig } from 'vite'

const root = import.meta.dirname

// The page of `user-admin console`: static files, of which each is fetched from the same server.
const config: UserConfig = defineConfig({
  root: `${root}/src/console/page`,
  base: './',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: `${root}/dist/console`,
    emptyOutDir: true,
    target: 'es2023',
    assetsDir: '.',
    // A file inside another would need more than the page's security policy allows.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Nothing is cached, so that the names can stay.
    rolldownOptions: { output: { entryFileNames: 'page.js', assetFileNames: 'page[extname]' } },
    reportCompressedSize: false,
  },
  plugins: [
    {
      name: 'notices',
      // In the form that .ci/notices.ts reads of the other bundles, and then removes.
      generateBundle(_options, bundle) {
        const inputs: Record<string, { bytesInOutput: number }> = {}
        for (const part of Object.values(bundle)) {
          if (part.type !== 'chunk') continue
          for (const [file, { renderedLength }] of Object.entries(part.modules))
            if (file.startsWith('/')) inputs[relative(root, file)] = { bytesInOutput: renderedLength }
        }
        this.emitFile({
          type: 'asset',
          fileName: 'metafile-esm.json',
          source: JSON.stringify({ outputs: { console: { inputs } } }),
        })
      },
    },
  ],
})
export default config
