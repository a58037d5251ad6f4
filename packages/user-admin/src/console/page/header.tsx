import { useState } from 'preact/hooks'
import { useTexts } from './texts/language.ts'
import { languages } from './texts/languages.ts'
import { applyTheme, firstTheme, themes } from './theme.ts'

/** The name, and what is set for the whole page. */
export function Header({
  language,
  onLanguage,
  onClose,
}: {
  readonly language: string
  readonly onLanguage: (code: string) => void
  readonly onClose: () => void
}) {
  const texts = useTexts()
  const [theme, setTheme] = useState(firstTheme)
  return (
    <header class="top">
      <span class="brand">
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path d="M12 2 4 5v6c0 5 3.4 9.2 8 11 4.6-1.8 8-6 8-11V5l-8-3Z" class="brand-shape" />
          <path d="m8.5 12 2.5 2.5 4.5-5" class="brand-mark" />
        </svg>
        {texts.name}
      </span>
      <div class="settings">
        <select
          aria-label={texts.languageLabel}
          value={language}
          onChange={(event) => onLanguage(event.currentTarget.value)}
        >
          {Object.entries(languages).map(([code, { language: name }]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
        <select
          aria-label={texts.theme.label}
          value={theme}
          onChange={(event) => {
            const chosen = themes.find((one) => one === event.currentTarget.value) ?? 'auto'
            applyTheme(chosen)
            setTheme(chosen)
          }}
        >
          {themes.map((one) => (
            <option key={one} value={one}>
              {texts.theme[one]}
            </option>
          ))}
        </select>
        <button type="button" onClick={onClose}>
          {texts.close.button}
        </button>
      </div>
    </header>
  )
}
