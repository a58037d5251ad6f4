/**
 * Words that only those who built this know, and codes of theirs: none of them is shown to anybody. English, and what they
 * would be in German.
 */
export const ours: RegExp = new RegExp(
  [
    // Of the engine.
    'digest|canonical|payload|journal|ledger|baseline|snapshot|quarant|quarantäne|roster|canar(?:y|ies)',
    String.raw`\b(?:scopes?|drift\w*|planes?|drain\w*|guards?|park(?:s|ed|ing)?|ticks?|surveys?|legs?|lanes?)\b`,
    String.raw`\b(?:tombstones?|upserts?|mutations?|idempoten\w*|backoff|retry|throttl\w*|orphans?|principals?|tenants?)\b`,
    String.raw`\b(?:gids?|dry[ -]run|rolling|unattended|self-approved|reconcil\w*|fail[- ]closed|cursor|stale|native)\b`,
    String.raw`\b(?:Wächter|Schnappschuss|Bestandsliste|geparkt|Rundgang|Drosselung)\b`,
    // Its codes, and whatever else was meant for programs.
    String.raw`\b(?:per-run|small-scope|still-in|not-listed|look-alike|invited-lately|last-seen-unknown|changed-since)\b`,
    String.raw`\b(?:no-suspension|waiting-for|suspend-then-remove|needs-\w+|other-count|no-token|held-?by|guard:|return:)`,
    String.raw`\b(?:undefined|NaN|null|Infinity)\b|\[object|\bError\b|\$\{`,
  ].join('|'),
  'iu',
)
