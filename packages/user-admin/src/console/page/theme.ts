/** How the page looks. `auto`: as the system. */
export type Theme = 'auto' | 'light' | 'dark'

/** The ways the page can look. */
export const themes: readonly Theme[] = ['auto', 'light', 'dark']

const place = 'user-admin-theme'

/** What was chosen here before. */
export const firstTheme = (): Theme => themes.find((theme) => theme === localStorage.getItem(place)) ?? 'auto'

/** Shows the page in a theme, and keeps it for the next time. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  localStorage.setItem(place, theme)
}
