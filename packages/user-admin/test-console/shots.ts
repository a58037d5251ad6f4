import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'

/** Where the committed pictures are, and where those of this run go. */
const committed = (name: string): string => fileURLToPath(new URL(`shots/${name}.png`, import.meta.url))
const artefact = (name: string): string => fileURLToPath(new URL(`../reports/console/${name}.png`, import.meta.url))

/**
 * Keeps a picture as an artefact, and answers with the share of its pixels that differ from the committed one by more than
 * what other letters of the same font do. `UPDATE_SHOTS=1` commits to the new one instead.
 */
export async function compared(context: BrowserContext, name: string, picture: Buffer): Promise<number> {
  await mkdir(dirname(artefact(name)), { recursive: true })
  await writeFile(artefact(name), picture)
  if (process.env['UPDATE_SHOTS'] === '1') {
    await mkdir(dirname(committed(name)), { recursive: true })
    await writeFile(committed(name), picture)
    return 0
  }
  const before = await readFile(committed(name))
  const page = await context.newPage()
  try {
    return await page.evaluate(
      async (given) => {
        const [a, b] = await Promise.all(
          given.map(async (base64) => {
            const image = await createImageBitmap(
              new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }),
            )
            const canvas = new OffscreenCanvas(image.width, image.height)
            const drawing = canvas.getContext('2d')
            drawing?.drawImage(image, 0, 0)
            return drawing?.getImageData(0, 0, image.width, image.height)
          }),
        )
        if (a === undefined || b === undefined || a.width !== b.width || a.height !== b.height) return 1
        let different = 0
        for (let at = 0; at < a.data.length; at += 4) {
          const distance = [0, 1, 2].reduce(
            (sum, channel) => sum + Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0)),
            0,
          )
          if (distance > 96) different += 1
        }
        return different / (a.data.length / 4)
      },
      [before.toString('base64'), picture.toString('base64')],
    )
  } finally {
    await page.close()
  }
}
