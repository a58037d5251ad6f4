/** How a page looks: in light and dark, on a screen, on a telephone and on paper. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --soft: #6b7280; --met: #15803d; --late: #b45309; --remains: #b91c1c; --held: #7c3aed; --not-covered: #475569 }
@media (prefers-color-scheme: dark) { :root { --soft: #9ca3af; --met: #4ade80; --late: #fbbf24; --remains: #f87171; --held: #c4b5fd; --not-covered: #cbd5e1 } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 110rem; padding: 0 1rem; overflow-wrap: break-word }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
.lead { max-width: 60rem }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 }
.counts div { border: 1px solid var(--line); border-top: 4px solid; border-radius: 6px; flex: 1 1 9rem; padding: .6rem .8rem }
.counts dt { font-weight: 600 } .counts dd { font-size: 1.8rem; margin: 0 } .counts p { color: var(--soft); font-size: .8rem; margin: 0 }
div.met { border-top-color: var(--met) } div.late { border-top-color: var(--late) } div.remains { border-top-color: var(--remains) }
div.held { border-top-color: var(--held) } div.not-covered { border-top-color: var(--not-covered) }
.verdict { font-weight: 600; white-space: nowrap }
.verdict.met { color: var(--met) } .verdict.late { color: var(--late) } .verdict.remains { color: var(--remains) }
.verdict.held { color: var(--held) } .verdict.not-covered { color: var(--not-covered) }
table { border-collapse: collapse; font-size: .85rem; margin: .5rem 0 1rem; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top }
th { background: Canvas; position: sticky; top: 0 }
small { color: var(--soft); display: block } code { font-size: .85em }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; margin-top: 2rem }
@media (max-width: 60rem) {
  thead { display: none } tr { border-bottom: 2px solid var(--line); display: block; padding: .4rem 0 }
  td { border: 0; display: block; padding: .1rem 0 } td:empty { display: none }
  td::before { color: var(--soft); content: attr(data-of) ': '; font-size: .8em }
}
@media print { body { font-size: 10px; margin: 0; max-width: none } th { position: static } tr { break-inside: avoid } }
`
