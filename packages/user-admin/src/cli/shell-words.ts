import { lineOf } from './shell-line.ts'

const expectations = {
  expectEmpty: '--expect-empty',
  expectShrunk: '--expect-shrunk',
  expectNoAddress: '--expect-no-address',
}
const assets = "assets: { transferTo } hands it to somebody, assets: 'leave' gives it up"

/**
 * A sentence of the package in the words of this program: what it says to give in an option of a function stands there as
 * the option of the line, to be typed as it is.
 */
export const inShellWords = (text: string): string =>
  text
    .replaceAll(
      /\b(expectEmpty|expectShrunk|expectNoAddress): ("(?:[^"\\]|\\.)*")/gu,
      (_, name: string, json: string) =>
        words(expectations[name as keyof typeof expectations], JSON.parse(json) as string),
    )
    .replaceAll(/\brelease: \[((?:'[a-z-]+'(?:, )?)+)\]/gu, (_, list: string) =>
      words('--release', list.replaceAll(/[' ]/gu, '')),
    )
    .replaceAll(assets, '--transfer-to PERSON hands it to somebody, --leave-assets gives it up')

const words = (option: string, value: string): string => lineOf([option, value]).replace(/^user-admin /u, '')
