import { de } from './de.ts'
import { en, type Texts } from './en.ts'

/** The languages of the page, by their code. */
export const languages: Readonly<Record<string, Texts>> = { en, de }
