import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { en, type Texts } from './en.ts'
import { languages } from './languages.ts'

const place = 'user-admin-language'

/** The language that was chosen here before, or else the browser's, or else English. */
export function firstLanguage(): string {
  const wanted = [localStorage.getItem(place) ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return wanted.find((code) => Object.hasOwn(languages, code)) ?? 'en'
}

/** Keeps a choice for the next time. */
export const keepLanguage = (code: string): void => localStorage.setItem(place, code)

/** Where the parts of the page find their texts. */
export const TextsContext = createContext<Texts>(en)

/** The texts of the language that is shown. */
export const useTexts = (): Texts => useContext(TextsContext)
