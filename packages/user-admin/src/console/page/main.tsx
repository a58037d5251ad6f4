import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { App, Message } from './app.tsx'
import { openSession } from './session.ts'
import { en } from './texts/en.ts'
import { firstLanguage, keepLanguage, TextsContext } from './texts/language.ts'
import { languages } from './texts/languages.ts'
import { applyTheme, firstTheme } from './theme.ts'

applyTheme(firstTheme())

function Page() {
  const [language, setLanguage] = useState(firstLanguage)
  const [session, setSession] = useState<string | null>()
  const texts = languages[language] ?? en
  useEffect(() => {
    openSession().then(
      (found) => setSession(found ?? null),
      () => setSession(null),
    )
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = (code: string): void => {
    keepLanguage(code)
    setLanguage(code)
  }
  return (
    <TextsContext.Provider value={texts}>
      {session === null ? (
        <Message {...texts.over} />
      ) : (
        session !== undefined && <App session={session} language={language} onLanguage={choose} />
      )}
    </TextsContext.Provider>
  )
}

const place = document.getElementById('page')
if (place !== null) render(<Page />, place)
