import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'

/** Where the committed pictures are, and where those of this run go. */
const committed = (name: string): string => fileURLToPath(new URL(`shots/${name}.png`, import.meta.url))
const artefact = (name: string): string => fileURLToPath(new URL(`../reports/console/${name}.png`, import.meta.url))

/**
 * Keeps a picture as an artefact, and answers with the share of it that differs from the committed one. Compared are squares
 * of four by four pixels by their mean, wherever within two pixels: letters that another release of a font or browser draws
 * otherwise are alike, and a button, a mark or a colour that is not there is not. `UPDATE_SHOTS=1` commits to the new one instead.
 */
export async function compared(context: BrowserContext, name: string, picture: Buffer): Promise<number> {
  await mkdir(dirname(artefact(name)), { recursive: true })
  await writeFile(artefact(name), picture)
  if (process.env['UPDATE_SHOTS'] === '1') {
    await mkdir(dirname(committed(name)), { recursive: true })
    await writeFile(committed(name), picture)
    return 0
  }
  return await differing(context, await readFile(committed(name)), picture)
}

/** The share of two pictures that differs; 1 where they are of different sizes. */
export async function differing(context: BrowserContext, before: Buffer, after: Buffer): Promise<number> {
  const page = await context.newPage()
  try {
    return await page.evaluate(
      async (given) => {
        const [square, near, far] = [4, 2, 150]
        const read = async (base64: string) => {
          const image = await createImageBitmap(
            new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }),
          )
          const { width, height } = image
          const drawing = new OffscreenCanvas(width, height).getContext('2d')
          drawing?.drawImage(image, 0, 0)
          const { data = new Uint8ClampedArray() } = drawing?.getImageData(0, 0, width, height) ?? {}
          // Of each place the sum of all that is above and left of it, by which that of any square is known.
          const sums = new Float64Array((width + 1) * (height + 1) * 3)
          const at = (x: number, y: number, channel: number): number => (y * (width + 1) + x) * 3 + channel
          for (let y = 0; y < height; y += 1)
            for (let x = 0; x < width; x += 1)
              for (let channel = 0; channel < 3; channel += 1)
                sums[at(x + 1, y + 1, channel)] =
                  (data[(y * width + x) * 4 + channel] ?? 0) +
                  (sums[at(x, y + 1, channel)] ?? 0) +
                  (sums[at(x + 1, y, channel)] ?? 0) -
                  (sums[at(x, y, channel)] ?? 0)
          const mean = (x: number, y: number, channel: number): number =>
            ((sums[at(x + square, y + square, channel)] ?? 0) -
              (sums[at(x + square, y, channel)] ?? 0) -
              (sums[at(x, y + square, channel)] ?? 0) +
              (sums[at(x, y, channel)] ?? 0)) /
            square ** 2
          return { width, height, mean }
        }
        const [a, b] = await Promise.all(given.map(read))
        if (a === undefined || b === undefined || a.width !== b.width || a.height !== b.height) return 1
        let [different, all] = [0, 0]
        const steps = [0, -near, near]
        for (let y = near; y + square + near <= a.height; y += square)
          for (let x = near; x + square + near <= a.width; x += square) {
            const distance = (right: number, down: number): number =>
              [0, 1, 2].reduce(
                (sum, channel) => sum + Math.abs(a.mean(x + right, y + down, channel) - b.mean(x, y, channel)),
                0,
              )
            all += 1
            if (!steps.some((down) => steps.some((right) => distance(right, down) <= far))) different += 1
          }
        return different / all
      },
      [before.toString('base64'), after.toString('base64')],
    )
  } finally {
    await page.close()
  }
}
