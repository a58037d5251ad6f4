import { useTexts } from './texts/language.ts'

/** The page of a region where its workspaces are. */
export const placeOf = (region: string): string => `https://${region}.alteryxcloud.com/`

/** How to get a token, and the links. */
export function WhereTokens() {
  const texts = useTexts()
  return (
    <details class="panel more" open>
      <summary>{texts.connect.where}</summary>
      <ol class="how">
        {texts.connect.whereSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <ul class="links" aria-label={texts.connect.regions}>
        {Object.entries(texts.connect.region).map(([region, name]) => (
          <li key={region}>
            <a href={placeOf(region)} target="_blank" rel="noreferrer noopener">
              {name}
              <span class="unseen"> {texts.connect.opensNew}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
