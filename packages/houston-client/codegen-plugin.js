// What typescript-operations and typed-document-node write, on our own document class (theirs puts an
// import of another package's types into our public d.ts), and without the value export of a type,
// which a runtime that strips types takes for a missing variable.
import { plugin as typedDocumentNode } from '@graphql-codegen/typed-document-node'
import { plugin as typescriptOperations } from '@graphql-codegen/typescript-operations'

export const plugin = async (...args) => {
  const [types, documents] = await Promise.all([typescriptOperations(...args), typedDocumentNode(...args)])
  const { content } = documents
  return {
    prepend: [
      '// Written by `pnpm codegen` from schema.graphql and operations/. Do not edit.',
      ...types.prepend,
      "import { TypedDocumentString } from './document.ts';",
    ],
    content: `${types.content.replace(/^export \{ \w+ \};\n+/gm, '')}\n${content.slice(content.indexOf('export const '))}`,
  }
}
