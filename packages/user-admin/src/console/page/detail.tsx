import { useTexts } from './texts/language.ts'

/** What the program says of its own, in English: a detail beside the page's own sentence. */
export function Detail({ says }: { readonly says: string }) {
  const texts = useTexts()
  if (says === '') return null
  return (
    <span class="hint">
      {texts.detail} <span lang="en">{says}</span>
    </span>
  )
}
