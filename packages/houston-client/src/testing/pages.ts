import type { FakeAnswer } from '@user-admin/wire/fake/faults'

/** A text as Express sends it. */
export const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): FakeAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body,
})

/** Express' page of an error. */
export const page = (status: number, title: string): FakeAnswer =>
  text(
    status,
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${title}</pre>\n</body>\n</html>\n`,
  )

/** A GraphQL answer, with the newline at its end. */
export const json = ({ status, body }: { readonly status: number; readonly body: unknown }): FakeAnswer => ({
  status,
  body: `${JSON.stringify(body)}\n`,
})

/** What a load balancer or an ingress asks and is told in plain words. */
export const plain = (status: number, body: string): FakeAnswer =>
  text(status, body, { 'content-type': 'text/plain; charset=utf-8' })
