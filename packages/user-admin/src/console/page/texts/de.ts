// Longer than other files: all texts of one language, so that another one is one more file.
import type { Texts } from './en.ts'

const number = (n: number): string => n.toLocaleString('de')
const people = (n: number): string => (n === 1 ? '1 Person' : `${number(n)} Personen`)
const accounts = (n: number): string => (n === 1 ? '1 Konto' : `${number(n)} Konten`)
const workspaces = (n: number): string => (n === 1 ? '1 Arbeitsbereich' : `${number(n)} Arbeitsbereiche`)
const inWorkspaces = (n: number): string => (n === 1 ? '1 Arbeitsbereich' : `${number(n)} Arbeitsbereichen`)
const parts = (...all: readonly (string | false)[]): string =>
  all.filter((part) => part !== false && part !== '').join(' ')
const minutes = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [m, h] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  if (h > 0) return `${h} h ${m % 60} min`
  if (m >= 10) return `${m} min`
  return m > 0 ? `${m} min ${seconds % 60} s` : `${seconds} s`
}
const about = (ms: number): string =>
  ms < 60_000 ? 'weniger als eine Minute' : `etwa ${minutes(Math.ceil(ms / 60_000) * 60_000)}`

/** Every text of the page in German. */
export const de: Texts = {
  code: 'de',
  language: 'Deutsch',
  locale: 'de-DE',
  number,
  people,
  name: 'user-admin',
  skip: 'Zum Inhalt',
  theme: { label: 'Darstellung', auto: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  languageLabel: 'Sprache',
  opening: 'Wird geöffnet …',
  steps: {
    label: 'Schritte',
    connect: 'Verbinden',
    protect: 'Schützen',
    review: 'Prüfen und starten',
    done: 'erledigt',
  },
  dismiss: 'Schließen',
  cancel: 'Abbrechen',
  detail: 'In den Worten des Programms, auf Englisch:',

  gone: {
    title: 'Das Programm auf diesem Rechner antwortet nicht.',
    text: 'Nichts ist verloren: Was getan wurde, ist aufgeschrieben, und was nicht getan wurde, bleibt, wie es ist. Diese Seite versucht es von selbst weiter. Nach einer halben Stunde ohne Benutzung endet das Programm von selbst. Starten Sie es mit „user-admin console“ neu und öffnen Sie den neuen Link; ein abgebrochener Lauf wird dort angeboten.',
  },
  idle: {
    text: 'Hier wurde eine Weile nichts getan. In einigen Minuten endet das Programm von selbst und vergisst jedes Token.',
    stay: 'Ich bin noch da',
  },
  over: {
    title: 'Diese Seite ist nicht mehr verbunden',
    text: 'Ihr Link gilt einmal, und nur solange das Programm läuft. Starten Sie „user-admin console“ neu und öffnen Sie den Link, der dort steht. Ein abgebrochener Lauf wird dort angeboten.',
  },
  closed: {
    title: 'Alles ist vergessen',
    text: 'Das Programm ist beendet und mit ihm jedes Token. Sie können diesen Tab schließen.',
  },

  connect: {
    title: 'Welche Arbeitsbereiche?',
    lead: 'Fügen Sie das Token jedes Arbeitsbereichs ein, um den Sie sich kümmern, so viele Sie möchten, auf einmal oder nacheinander. Ein Token bleibt im Arbeitsspeicher dieses Rechners und wird vergessen, wenn Sie die Seite schließen.',
    paste: 'Tokens',
    pasteHint:
      'Ein Zugriffstoken, beide Hälften eines Paars oder eine ganze creds.json. Dateien können Sie auch hierher ziehen.',
    drop: 'Loslassen zum Hinzufügen',
    button: 'Verbinden',
    file: 'Datei wählen',
    once: 'Wenn Sie ein Refresh-Token einfügen: Seine erste Verwendung hier verbraucht es. Das neue Paar bekommen Sie am Ende zurück.',
    houston: 'Ein Arbeitsbereich von Astronomer',
    houstonAddress: 'Adresse der Installation',
    houstonAddressHint: 'Zum Beispiel houston.example.com',
    houstonToken: 'Token',
    where: 'Wo finde ich ein Token?',
    whereSteps: [
      'Öffnen Sie den Arbeitsbereich im Browser, über den Link seiner Region hier unten.',
      'Klicken Sie auf Ihr Bild, dann auf „User Preferences“, dann auf „OAuth 2.0 API Tokens“.',
      'Erzeugen Sie ein Token und kopieren Sie beide Hälften: das Zugriffstoken und das Refresh-Token.',
      'Fügen Sie beide hier ein. Das Zugriffstoken allein genügt auch, für einige Minuten.',
    ],
    regions: 'Regionen',
    region: { us1: 'Vereinigte Staaten', eu1: 'Europa', au1: 'Australien' },
    opensNew: '(öffnet einen neuen Tab)',
    connected: 'Verbunden',
    none: 'Noch ist nichts verbunden.',
    summary: (ready, trouble, checking) =>
      parts(
        `${ready === 0 ? 'Kein Arbeitsbereich' : workspaces(ready)} bereit`,
        checking > 0 && `· ${number(checking)} in Prüfung`,
        trouble > 0 && `· ${number(trouble)} ausgelassen`,
      ),
    next: 'Weiter: wer Zugang behält',
    needOne: 'Verbinden Sie zuerst mindestens einen Arbeitsbereich.',
    lastTime: 'Letztes Mal',
    lastTimeHint: 'Diese gehörten zum letzten Lauf und sind noch nicht verbunden.',
    people: 'Personen',
    caller: 'Handelt als',
    unknownWorkspace: 'Unbekannter Arbeitsbereich',
    readOnly: 'Dieses Token darf lesen, aber keine Personen ändern.',
    renews: 'Erneuert sich selbst',
    noEnd: 'Läuft nicht ab',
    goodFor: (ms) => `Noch ${minutes(ms)} gültig`,
    ended: 'Abgelaufen',
    needs: (ms) => `dieser Lauf braucht ${about(ms)}`,
    endsFirst: 'Dann wird nach einem neueren gefragt.',
    spent: 'Das eingefügte Paar ist verbraucht. Das neue bleibt hier, bis Sie es abholen.',
    addHalf: 'Refresh-Token ergänzen',
    tokenPage: 'Zur Token-Seite',
    newer: 'Neueres Token',
    half: 'Refresh-Token oder ein neues Paar',
    newerLabel: 'Neueres Token desselben Arbeitsbereichs',
    save: 'Hinzufügen',
    forget: 'Vergessen',
    forgetOf: (name) => `Token von ${name} vergessen`,
    state: {
      checking: 'Wird geprüft',
      ready: 'Bereit',
      expired: 'Abgelaufen',
      refused: 'Abgelehnt',
      cut: 'Unvollständig',
      half: 'Ein halbes Paar',
      foreign: 'Andere Region',
      duplicate: 'Doppelt',
      unreachable: 'Keine Antwort',
      spent: 'Verbraucht',
      'needs-address': 'Braucht eine Adresse',
    },
    stateWhy: {
      checking: 'Der Arbeitsbereich wird gefragt …',
      ready: '',
      expired: 'Dieses Token ist abgelaufen. Erzeugen Sie ein neues und fügen Sie es ein.',
      refused:
        'Der Arbeitsbereich nimmt dieses Token nicht an. Erzeugen Sie ein neues; war es ein Paar, wurde es vielleicht schon verbraucht.',
      cut: 'Ein Teil dieses Tokens fehlt. Kopieren Sie es ganz und fügen Sie es noch einmal ein.',
      half: 'Das ist die zweite Hälfte eines Paars und nennt allein keinen Arbeitsbereich. Fügen Sie sie zusammen mit ihrem Access-Token ein.',
      foreign: 'Dieses Token gehört zu einer Region, die von hier nicht erreicht wird.',
      duplicate: 'Dieser Arbeitsbereich ist schon verbunden. Das Token wird nicht benutzt.',
      unreachable:
        'Der Arbeitsbereich antwortet nicht. Er bleibt außen vor, bis er antwortet; fügen Sie das Token noch einmal ein, um es zu versuchen.',
      spent:
        'Dieses Paar wurde schon benutzt und gilt nicht mehr. Fügen Sie das Paar ein, das an seine Stelle trat, oder erzeugen Sie ein neues.',
      'needs-address': 'Ein Token von Astronomer braucht die Adresse seiner Installation.',
    },
  },

  protect: {
    title: 'Wer behält Zugang?',
    lead: 'Alle anderen verlieren den Zugang zu den verbundenen Arbeitsbereichen. Noch geschieht nichts: Als Nächstes sehen Sie jede Person mit Namen.',
    who: 'Wer Zugang behält',
    these: 'Diese Personen',
    list: 'E-Mail-Adressen oder Domänen',
    listHint:
      'In jeder Form: eine je Zeile, mit Kommas, „Name <a@b.edu>“ oder eine Spalte einer Tabelle. Eine Domäne („@staff.example.edu“) schützt alle darin. Eine Datei können Sie hierher ziehen.',
    onlyMe: 'Nur ich',
    onlyMeHint: (who) => (who === '' ? 'Nur wem das jeweilige Token gehört.' : `Nur ${who}.`),
    admins: 'Alle Administratoren behalten ebenfalls Zugang',
    me: 'Ihr eigener Zugang bleibt immer bestehen.',
    configured: (n, file) =>
      `Wen ${file} schützt, der behält auch Zugang: ${n === 1 ? '1 Eintrag' : `${number(n)} Einträge`}.`,
    understood: (n) => (n === 1 ? '1 Eintrag verstanden' : `${number(n)} Einträge verstanden`),
    notUnderstood: (n) =>
      n === 1 ? 'Diese Zeile wurde nicht verstanden:' : `Diese ${number(n)} Zeilen wurden nicht verstanden:`,
    rest: 'Was geschieht mit allen anderen?',
    suspend: 'Jetzt sperren',
    suspendHint: 'Sie kommen ab sofort nicht mehr hinein. Nichts wird gelöscht, und es lässt sich rückgängig machen.',
    remove: 'Jetzt entfernen',
    removeHint: 'Sie verlassen den Arbeitsbereich. Rückgängig heißt: neu einladen.',
    later: 'Jetzt sperren, an einem Tag entfernen',
    laterHint:
      'Sie kommen ab sofort nicht mehr hinein. An dem Tag bietet diese Seite an, sie zu entfernen; von selbst wird niemand entfernt.',
    day: 'Tag der Entfernung',
    assets: 'Was ihnen gehört',
    assetsHint: 'Workflows, Daten und Zeitpläne der Personen, die entfernt werden.',
    transfer: 'Übergeben an',
    transferTo: 'E-Mail-Adresse der neuen Besitzerin oder des neuen Besitzers',
    leave: 'Beim Arbeitsbereich lassen',
    leaveHint: 'Der Anbieter löscht es möglicherweise nach einigen Tagen.',
    back: 'Zurück',
    next: 'Alle ansehen',
    need: {
      people: 'Sagen Sie, wer Zugang behält: Adressen, alle Administratoren oder nur Sie.',
      day: 'Wählen Sie einen Tag nach heute.',
      assets: 'Entscheiden Sie, was mit dem geschieht, was ihnen gehört.',
      to: 'Geben Sie die Adresse an, die es bekommt.',
    },
  },

  review: {
    title: 'Prüfen und starten',
    undoTitle: 'Den Weg zurück prüfen',
    removalTitle: 'Das Entfernen prüfen',
    nothing: 'Noch nichts zu prüfen. Verbinden Sie Ihre Arbeitsbereiche und sagen Sie, wer Zugang behält.',
    reading: 'Alle werden angesehen',
    readingText: (done, total) => `${number(done)} von ${inWorkspaces(total)} gelesen. Nichts wird geändert.`,
    failed: 'Das ließ sich nicht ansehen',
    again: 'Noch einmal ansehen',
    sentence: (keep, go, rest, where) =>
      go === 0
        ? `In ${inWorkspaces(where)} verliert niemand Zugang: ${people(keep)} ${keep === 1 ? 'behält' : 'behalten'} ihn.`
        : `In ${inWorkspaces(where)} ${keep === 1 ? 'behält' : 'behalten'} ${people(keep)} Zugang, ${people(go)} ${go === 1 ? 'wird' : 'werden'} ${rest === 'remove' ? 'entfernt' : 'gesperrt'}.`,
    undoSentence: (n) => `${people(n)} ${n === 1 ? 'bekommt' : 'bekommen'} wieder Zugang.`,
    removalSentence: (n) => `${people(n)}, früher gesperrt, ${n === 1 ? 'wird' : 'werden'} jetzt entfernt.`,
    nearlyAll:
      'Das sind fast alle. Am Ende eines Semesters ist das gewollt; mit einer falschen Liste sieht es genauso aus. Bitte gehen Sie durch, wer Zugang behält, bevor Sie weitermachen.',
    changes: (joined, left) =>
      joined + left === 0
        ? 'Seit dem letzten Mal kam niemand hinzu, und niemand ging.'
        : `Seit dem letzten Mal: ${people(joined)} hinzugekommen, ${people(left)} gegangen.`,
    takes: (ms) => `Das dauert ${about(ms)}.`,
    tiles: {
      keep: 'Behalten Zugang',
      go: 'Verlieren Zugang',
      held: 'Zurückgehalten',
      stillIn: 'Kämen noch hinein',
      back: 'Bekommen Zugang zurück',
    },
    tilesLabel: 'Nur zeigen',
    tileHint: {
      keep: '',
      go: '',
      held: 'Bleiben unberührt, der Grund steht dabei',
      stillIn: 'Sie haben noch einen anderen Weg',
      back: '',
    },
    leftOut: 'Ausgelassen',
    leftOutText: 'Diese Arbeitsbereiche ließen sich nicht lesen. Dort wird niemand berührt.',
    endsFirst: (name, left, needs) =>
      `Das Token von ${name} ist noch ${minutes(left)} gültig, sein Teil dauert ${about(needs)}. Wenn es abläuft, wartet dieser Arbeitsbereich, bis Sie ein neueres einfügen.`,
    final: 'Was sich nicht rückgängig machen lässt',
    finalNone: 'All das lässt sich danach rückgängig machen.',
    cannot: {
      assets:
        'Was den Entfernten gehört, geht an die neue Besitzerin oder den neuen Besitzer und kommt nicht von selbst zurück.',
      'assets-lost':
        'Was den Entfernten gehört, geht mit ihnen. Nur der Anbieter kann es zurückholen, innerhalb von 14 Tagen.',
      suspended: 'Wer schon gesperrt ist, wird nicht zurückgeholt: Eine neue Einladung ließe ihn hinein.',
      groups: 'Eine neue Einladung gibt Plätze in Gruppen nicht zurück.',
      account: 'Ganze Konten werden gelöscht, in jedem Arbeitsbereich dieser Installation.',
      roles: 'Einige Rollen kann diese Seite nicht zurückgeben.',
      invitations: 'Offene Einladungen werden zurückgezogen; nicht alle werden neu verschickt.',
      deployments: 'Rollen auf Deployments werden genommen und nicht alle zurückgegeben.',
      removal: 'Wer entfernt wurde, muss eine neue Einladung annehmen, um zurückzukommen.',
    },
    confirm: 'Starten',
    type: (n) => `Zum Starten ${n} eintippen`,
    typeHint: (n, kind) =>
      kind === 'back'
        ? `${people(n)} ${n === 1 ? 'bekommt' : 'bekommen'} wieder Zugang.`
        : `${people(n)} ${n === 1 ? 'verliert' : 'verlieren'} den Zugang.`,
    other: (typed, n) =>
      typed === ''
        ? `Tippen Sie zuerst die Zahl ${n} ein.`
        : `Eingetippt wurde ${typed}. Die Zahl ist ${n}: Bitte sehen Sie noch einmal nach, wer Zugang verliert.`,
    begin: { suspend: 'Jetzt sperren', remove: 'Jetzt entfernen', undo: 'Zugang zurückgeben' },
    nobody: 'Es ist nichts zu tun.',
    busy: 'Warten Sie, bis alle gelesen sind.',
    needs: {
      assets: 'Entscheiden Sie zuerst, was mit dem geschieht, was ihnen gehört.',
      people: 'Sagen Sie zuerst, wer Zugang behält.',
      day: 'Wählen Sie zuerst einen Tag nach heute.',
      typos: 'Klären Sie zuerst die Einträge oben, die auf niemanden passen.',
    },
    toProtect: 'Ändern, wer Zugang behält',
  },

  typos: {
    title: (n) => (n === 1 ? '1 Eintrag passt auf niemanden' : `${number(n)} Einträge passen auf niemanden`),
    lead: 'Wahrscheinlich vertippt. Übernehmen Sie die nächste Adresse mit ihrer Zifferntaste oder einem Klick. Wer gemeint und nicht gefunden ist, verlöre den Zugang.',
    right: 'Stimmt so',
    keys: 'Die Tasten 1 bis 3 übernehmen eine Adresse, 0 lässt den Eintrag stehen.',
    none: 'Niemand hat eine ähnliche Adresse.',
    notSeen: (names) =>
      `Hier konnte nicht nachgesehen werden: ${names}. Wer nur dort ist, steht richtig da, und dort wird niemand angerührt.`,
    left: (n) => (n === 0 ? 'Alles geklärt. Es wird noch einmal nachgesehen …' : `Noch ${number(n)} zu klären.`),
  },

  table: {
    label: 'Personen',
    help: 'Die Pfeiltasten gehen durch die Personen; die Leertaste behält jemanden oder nimmt das zurück.',
    search: 'Nach Name oder Adresse suchen',
    fate: 'Was geschieht',
    all: 'Alle Personen',
    workspace: 'Arbeitsbereich',
    allWorkspaces: 'Alle Arbeitsbereiche',
    sort: 'Sortiert nach',
    ascending: 'aufsteigend',
    descending: 'absteigend',
    columns: {
      name: 'Person',
      workspace: 'Arbeitsbereich',
      fate: 'Was geschieht',
      seen: 'Zuletzt da',
      keep: 'Ausnahme',
    },
    count: people,
    none: 'Niemand passt dazu.',
    loading: 'Wird gelesen …',
    never: 'nie',
    noName: 'Ohne Namen',
    admin: 'Administration',
    status: { active: '', invited: 'eingeladen', suspended: 'gesperrt' },
    fates: {
      keep: 'Behält Zugang',
      suspend: 'Wird gesperrt',
      remove: 'Wird entfernt',
      held: 'Zurückgehalten',
      'still-in': 'Kommt noch hinein',
      nothing: 'Bleibt unberührt',
      return: 'Bekommt Zugang zurück',
    },
    keep: 'Behalten',
    keepWho: (who) => `${who} behalten`,
    unkeep: 'Zurücknehmen',
    unkeepWho: (who) => `${who} doch nicht behalten`,
    excepted: 'Von Ihnen behalten',
    yourself: 'Das sind Sie',
  },

  why: (code, names) => {
    const sentences: Readonly<Record<string, string>> = {
      protected: 'Auf Ihrer Liste',
      domain: `Aus ${names}`,
      self: 'Das sind Sie',
      admin: 'Administration',
      excepted: 'Von Ihnen behalten',
      'not-listed': 'Nicht auf Ihrer Liste',
      configured: 'Durch die Einstellungen dieses Computers geschützt',
      receives: 'Bekommt, was den anderen gehört',
      exempt: `Durch die Einstellungen auf diesem Rechner behalten${names === '' ? '' : `, für ${names}`}`,
      'look-alike': `Sieht aus wie ${names === '' ? 'eine Adresse auf Ihrer Liste' : names}`,
      ambiguous: 'Mehrere Personen könnten gemeint sein',
      collision: 'Zwei Personen teilen diese Adresse',
      'no-address': 'Hat keine Adresse zum Vergleichen',
      'invited-lately': 'Erst kürzlich eingeladen',
      'last-seen-unknown': 'Unbekannt, wann zuletzt da',
      'changed-since': 'Seit dem letzten Ansehen geändert',
      suspended: 'Ist schon gesperrt',
      team: `Kommt hinein über ${names === '' ? 'ein Team' : names}`,
      direct: 'Kommt hinein über eine eigene Rolle',
      invite: 'Hat eine offene Einladung',
      'no-suspension': 'Dieses System kann nicht sperren',
      none: 'Nichts zu tun',
      reinstate: 'Darf wieder hinein',
      'return:invite': 'Wird neu eingeladen',
      'set-roles': 'Bekommt die Rollen zurück',
      'set-deployment-role': 'Bekommt die Rolle auf einem Deployment zurück',
      'add-to-team': 'Kommt zurück in ein Team',
      remind: 'Wird an die Einladung erinnert',
      transfer: 'Was ihnen gehört, wird übergeben',
      group: `Kommt hinein über ${names === '' ? 'eine Gruppe' : names}`,
      idp: `Kommt hinein über ${names === '' ? 'Ihren Anmeldedienst' : names}`,
      system: 'Kommt hinein über eine Rolle im ganzen System',
      deployment: 'Kommt hinein über eine Rolle auf einem Deployment',
      unseen: 'Diesem Token wird nicht jeder Weg gezeigt',
      blocked: 'Dieses System kann das nicht',
      'guard:state': 'Was vorher geschah, ist nicht sicher genug bekannt',
      'guard:rolling': 'In den letzten Tagen wurden viele entfernt',
      'guard:per-run': 'Mehr Personen, als ein Lauf ohne Rückfrage nimmt',
      'guard:small-scope': 'Ließe einen kleinen Arbeitsbereich fast leer',
      'guard:leaver': 'Nicht sicher, dass sie gegangen sind',
      'guard:typo': 'Könnte ein vertippter Eintrag sein',
      'guard:admins': 'Ließe zu wenige Administratoren übrig',
      'guard:assets': 'Nicht entschieden, was mit dem Eigenen geschieht',
      'guard:accounts': 'Löschte das ganze Konto',
    }
    return sentences[code] ?? ''
  },

  outcome: (code) => {
    const sentences: Readonly<Record<string, string>> = {
      done: 'Erledigt',
      pending: 'Wartet auf die Zusage',
      unchanged: 'War schon so',
      remains: 'Kommt noch hinein',
      failed: 'Hat nicht geklappt',
      open: 'Nicht erreicht',
      blocked: 'Geht in diesem System nicht',
      skipped: 'In Ruhe gelassen',
      unknown: 'Unbekannt; bitte noch einmal ansehen',
    }
    return sentences[code] ?? ''
  },

  run: {
    title: { choices: 'Zugang wird genommen', undo: 'Zugang wird zurückgegeben', removal: 'Wird entfernt' },
    over: 'Fertig',
    stoppedTitle: 'Angehalten',
    failedTitle: 'Abgebrochen',
    progress: (finished, total) => `${number(finished)} von ${accounts(total)}`,
    left: (ms) => `noch ${about(ms)}`,
    state: {
      running: 'Läuft',
      pausing: 'Pausiert, sobald die laufenden Personen fertig sind',
      paused: 'Pausiert. Es geschieht nichts, bis Sie fortfahren.',
      stopping: 'Hält an, sobald die laufenden Personen fertig sind',
      stopped: 'Angehalten. Wer nicht erreicht wurde, ist wie zuvor.',
      'waiting-for-token': 'Wartet auf ein neueres Token',
      done: 'Fertig',
      failed: 'Konnte nicht weiter',
    },
    workspaceState: {
      running: 'Läuft',
      'waiting-for-token': 'Sein Token ist abgelaufen',
      'waiting-for-server': 'Wartet auf Antwort',
      done: 'Fertig',
      stopped: 'Angehalten',
      failed: 'Gescheitert',
    },
    workspaces: 'Nach Arbeitsbereich',
    giveToken: 'Neueres Token einfügen',
    failedSteps: (n) => `${number(n)} nicht geklappt`,
    waiting: (n) => (n === 1 ? '1 wartet' : `${number(n)} warten`),
    pause: 'Pause',
    goOn: 'Fortfahren',
    stop: 'Anhalten',
    stopAsk: 'Hier anhalten?',
    stopText: 'Was erledigt ist, bleibt und lässt sich rückgängig machen. Wer nicht erreicht wurde, behält Zugang.',
    stopYes: 'Hier anhalten',
    stopNo: 'Weiterlaufen lassen',
    mayLeave: 'Sie können die Seite neu laden: Der Lauf geht weiter.',
    remainingNone: '0 übrig',
    remainingNoneText: 'Nach der letzten Änderung noch einmal gelesen: Niemand kommt hinein, der nicht soll.',
    remainingGoneText:
      'Nach der letzten Änderung nachgelesen: Alle, die Sie Zugang verlieren sahen, haben ihn verloren.',
    others: (n) =>
      `Außerdem ${n === 1 ? 'kommt 1 Person' : `kommen ${number(n)} Personen`} noch hinein: zurückgehalten, mit einem anderen Weg, oder erst seit dem Ansehen da. Sehen Sie noch einmal nach, dann stehen sie mit Namen da.`,
    othersWhere: (n) => `${number(n)} andere noch drin`,
    remaining: (n) => `${number(n)} kommen noch hinein`,
    remainingText: 'Sie sollten Zugang verlieren und haben ihn noch. Die Liste unten sagt, warum.',
    remainingWhere: (n) => (n === 0 ? '0 übrig' : `${number(n)} kommen noch hinein`),
    undoneText:
      'Zugang wurde zurückgegeben, soweit diese Seite es kann. Manche müssen vielleicht eine Einladung annehmen.',
    notRead: 'Wer noch hineinkommt, wurde nicht gelesen. Sehen Sie noch einmal nach, bevor Sie sich darauf verlassen.',
    counts: 'Was geschah',
    downloads: 'Bericht',
    downloadsText:
      'Tabelle und Daten nennen jede Person, was vorgesehen war und wie es endete. „Für eine Prüfung“ sieht in jedem Arbeitsbereich noch einmal nach und packt zusammen, wer heute hineinkommt und was aufgeschrieben wurde; „user-admin evidence verify“ prüft es, sobald es entpackt ist.',
    csv: 'Tabelle (CSV)',
    json: 'Daten (JSON)',
    evidence: 'Für eine Prüfung',
    undo: 'Rückgängig machen',
    undoText: 'Gibt allen Zugang zurück, die ihn in diesem Lauf verloren, soweit möglich. Sie sehen zuerst die Liste.',
    undoButton: 'Den Weg zurück ansehen',
    again: 'Noch eine Runde',
    showStill: 'Zeigen, wer noch hineinkommt',
  },

  report: {
    columns: ['Arbeitsbereich', 'E-Mail', 'Name', 'Zustand', 'Administration', 'Was geschieht', 'Warum', 'Ergebnis'],
    active: 'aktiv',
    yes: 'ja',
    no: 'nein',
  },

  handBack: {
    title: 'Ihre Tokens',
    text: (n) =>
      n === 1
        ? 'Das eingefügte Paar ist verbraucht. Das neue liegt hier und nirgends sonst. Nehmen Sie es mit, oder erzeugen Sie nächstes Mal ein neues.'
        : `${number(n)} eingefügte Paare sind verbraucht. Die neuen liegen hier und nirgends sonst. Nehmen Sie sie mit, oder erzeugen Sie nächstes Mal neue.`,
    copy: 'Kopieren',
    copied: 'Kopiert. Fügen Sie es dort ein, wo Sie Passwörter aufbewahren.',
    notCopied: 'Der Browser erlaubt das Kopieren nicht. Speichern Sie stattdessen in eine Datei.',
    file: 'Datei auf diesem Rechner',
    fileHint: 'Nur Ihr Konto wird sie lesen können.',
    save: 'Speichern',
    saved: (file) => `Gespeichert in ${file}.`,
    forget: 'Vergessen',
    forgotten: 'Vergessen.',
  },

  close: {
    button: 'Beenden',
    title: 'Beenden und alles vergessen?',
    text: 'Das Programm endet, und jedes Token wird vergessen.',
    running: 'Ein Lauf ist unterwegs. Er hält nach den laufenden Personen an und kann nächstes Mal fortgesetzt werden.',
    yes: 'Vergessen und beenden',
  },

  unfinished: {
    run: (n, when) => `Ein Lauf vom ${when} über ${people(n)} wurde abgebrochen.`,
    removal: (n, day) =>
      `${people(n)} ${n === 1 ? 'wurde' : 'wurden'} gesperrt und ${n === 1 ? 'sollte' : 'sollten'} am ${day} entfernt werden.`,
    needs: 'Zuerst verbinden:',
    undo: (n, when) =>
      `Im Lauf vom ${when} ${n === 1 ? 'sollte 1 Person' : `sollten ${number(n)} Personen`} Zugang verlieren. Er lässt sich so weit wie möglich rückgängig machen.`,
    button: { run: 'Fortsetzen', removal: 'Ansehen', undo: 'Den Rückweg ansehen' },
    dismiss: 'Nicht mehr anbieten',
  },

  waiting: {
    title: 'Wartet auf Ihre Entscheidung',
    text: (by, when) => `Vorgeschlagen von ${by}, ${when}`,
    who: (n) => `${people(n)} ${n === 1 ? 'verlöre' : 'verlören'} den Zugang`,
    why: 'Zurückgehalten, weil:',
    reason: 'Ihre Begründung',
    names: 'Wer das ist',
    afterwards:
      'Was Sie gutheißen, tut der nächste regelmäßige Lauf, soweit es dann noch zutrifft; diese Seite tut es nicht.',
    count: (n) => `Zum Zustimmen ${n} eintippen`,
    approve: 'Zustimmen',
    reject: 'Ablehnen',
    needReason: 'Geben Sie einen Grund an, damit andere Ihre Entscheidung verstehen.',
    needCount: (n) => `Tippen Sie zum Zustimmen die Zahl ${n} ein.`,
  },

  problem: (code) => {
    const sentences: Readonly<Record<string, string>> = {
      'no-server': 'Das Programm auf diesem Rechner antwortet nicht. Versuchen Sie es gleich noch einmal.',
      unauthenticated: 'Das Token wird nicht mehr angenommen. Fügen Sie ein neueres ein.',
      forbidden: 'Dieses Token darf das nicht.',
      'not-found': 'Das gibt es nicht mehr.',
      conflict: 'Inzwischen hat sich etwas geändert. Sehen Sie noch einmal nach.',
      invalid: 'Das wurde nicht verstanden.',
      'rate-limited': 'Der Arbeitsbereich bittet um ein langsameres Tempo. Versuchen Sie es gleich noch einmal.',
      unavailable: 'Der Arbeitsbereich antwortet nicht.',
      unsupported: 'Das kann dieses System nicht.',
      'last-admin': 'Niemand würde den Arbeitsbereich mehr verwalten.',
      session: 'Diese Seite ist nicht mehr verbunden. Öffnen Sie einen neuen Link.',
      'other-workspace': 'Dieses Token gehört zu einem anderen Arbeitsbereich. Nichts wurde geändert.',
      'no-token': 'In diesem Text steht kein Token.',
      cut: 'Ein Teil dieses Tokens fehlt. Kopieren Sie es ganz und fügen Sie es noch einmal ein.',
      foreign: 'Dieses Token gehört zu einer Region, die von hier nicht erreicht wird.',
      'too-large': 'Das ist zu viel auf einmal. Fügen Sie es in Teilen ein.',
      'no-address': 'Wer es bekommt, braucht eine ganze E-Mail-Adresse.',
      'all-held':
        'Alle darin bleiben zurückgehalten, was immer Sie eintippen. Sehen Sie es mit „user-admin held show“ an.',
      'needs-people': 'Sagen Sie zuerst, wer Zugang behält.',
      'needs-day': 'Wählen Sie zuerst einen Tag nach heute.',
      'needs-assets': 'Entscheiden Sie zuerst, was mit dem geschieht, was ihnen gehört.',
      'needs-typos': 'Klären Sie zuerst die Einträge, die auf niemanden passen.',
      'not-connected': 'Er ist nicht verbunden und bleibt, wie er ist. Verbinden Sie ihn, um ihn mitzunehmen.',
      stopped: 'Hier ging zu viel schief; der Rest blieb, wie er war.',
      'file-exists': 'Eine Datei dieses Namens gibt es schon. Wählen Sie einen anderen Namen.',
      'no-file': 'Die Datei ließ sich nicht schreiben. Wählen Sie einen anderen Namen oder Ordner.',
      'other-count': 'Das ist nicht die Zahl der Personen, die Zugang verlieren.',
      busy: 'Etwas ist unterwegs. Warten Sie, bis es fertig ist.',
      gone: 'Die Personen wurden inzwischen neu angesehen. Bitte sehen Sie noch einmal nach.',
    }
    return sentences[code] ?? 'Etwas ging schief. Weiter wurde nichts getan.'
  },
}
