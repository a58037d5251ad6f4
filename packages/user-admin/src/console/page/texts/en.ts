// Longer than other files: all texts of one language, so that another one is one more file.
const number = (n: number): string => n.toLocaleString('en')
const people = (n: number): string => (n === 1 ? '1 person' : `${number(n)} people`)
const accounts = (n: number): string => (n === 1 ? '1 account' : `${number(n)} accounts`)
const workspaces = (n: number): string => (n === 1 ? '1 workspace' : `${number(n)} workspaces`)
const parts = (...all: readonly (string | false)[]): string =>
  all.filter((part) => part !== false && part !== '').join(' ')
const minutes = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [m, h] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  if (h > 0) return `${h} h ${m % 60} min`
  if (m >= 10) return `${m} min`
  return m > 0 ? `${m} min ${seconds % 60} s` : `${seconds} s`
}
/** Not to the second: an estimate that pretends less. */
const about = (ms: number): string =>
  ms < 60_000 ? 'less than a minute' : `about ${minutes(Math.ceil(ms / 60_000) * 60_000)}`

/** Every text of the page in English. */
export const en = {
  code: 'en',
  language: 'English',
  locale: 'en-GB',
  number: (n: number): string => number(n),
  people: (n: number): string => people(n),
  name: 'user-admin',
  skip: 'Skip to content',
  theme: { label: 'Appearance', auto: 'As the system', light: 'Light', dark: 'Dark' },
  languageLabel: 'Language',
  opening: 'Opening…',
  steps: { label: 'Steps', connect: 'Connect', protect: 'Protect', review: 'Review and run', done: 'done' },
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  detail: 'In the words of the program:',

  gone: {
    title: 'The program on this computer does not answer.',
    text: 'Nothing is lost: what was done is written down, and what was not done stays as it is. This page tries again by itself. The program ends after half an hour without use; start it again with “user-admin console” and open the new link; a run that was broken off is offered there.',
  },
  idle: {
    text: 'Nothing was done here for a while. In a few minutes the program ends by itself, and forgets every token.',
    stay: 'I am still here',
  },
  over: {
    title: 'This page is not connected any more',
    text: 'Its link can be used once, and only while the program runs. Start “user-admin console” again and open the link that it shows. A run that was broken off is offered there.',
  },
  closed: {
    title: 'Everything is forgotten',
    text: 'The program has ended, and with it every token. You can close this tab.',
  },

  connect: {
    title: 'Which workspaces?',
    lead: 'Paste the token of each workspace that you want to look after. Paste as many as you like, at once or one after the other. A token stays in the memory of this computer, and is forgotten when you close this page.',
    paste: 'Tokens',
    pasteHint: 'An access token, or both halves of a pair, or a whole creds.json. You can also drop files here.',
    drop: 'Drop to add',
    button: 'Connect',
    file: 'Choose a file',
    once: 'If you paste a refresh token: its first use here uses it up. You get the new pair back at the end.',
    houston: 'A workspace of Astronomer',
    houstonAddress: 'Address of the installation',
    houstonAddressHint: 'For example houston.example.com',
    houstonToken: 'Token',
    where: 'Where do I find a token?',
    whereSteps: [
      'Open the workspace in your browser, through the link of its region below.',
      'Click your picture, then User Preferences, then OAuth 2.0 API Tokens.',
      'Generate a token, and copy both halves: the access token and the refresh token.',
      'Paste them here. The access token alone works too, for a few minutes.',
    ] as readonly string[],
    regions: 'Regions',
    region: { us1: 'United States', eu1: 'Europe', au1: 'Australia' } as Readonly<Record<string, string>>,
    opensNew: '(opens in a new tab)',
    connected: 'Connected',
    none: 'Nothing is connected yet.',
    summary: (ready: number, trouble: number, checking: number): string =>
      parts(
        `${ready === 0 ? 'No workspace' : workspaces(ready)} ready`,
        checking > 0 && `· ${number(checking)} being checked`,
        trouble > 0 && `· ${number(trouble)} left out`,
      ),
    next: 'Next: who keeps access',
    needOne: 'Connect at least one workspace first.',
    lastTime: 'Last time',
    lastTimeHint: 'These were part of the last run, and are not connected yet.',
    people: 'People',
    caller: 'Acts as',
    unknownWorkspace: 'Unknown workspace',
    readOnly: 'This token may look, but not change people.',
    renews: 'Renews itself',
    noEnd: 'Does not end',
    goodFor: (ms: number): string => `Good for ${minutes(ms)}`,
    ended: 'Has ended',
    needs: (ms: number): string => `this run needs ${about(ms)}`,
    endsFirst: 'Then it asks for a newer one.',
    spent: 'The pair that you pasted is used up. The new one is kept here until you take it.',
    addHalf: 'Add the refresh token',
    tokenPage: 'Token page',
    newer: 'Newer token',
    half: 'Refresh token, or a new pair',
    newerLabel: 'Newer token of the same workspace',
    save: 'Add',
    forget: 'Forget',
    forgetOf: (name: string): string => `Forget the token of ${name}`,
    state: {
      checking: 'Checking',
      ready: 'Ready',
      expired: 'Ended',
      refused: 'Refused',
      cut: 'Incomplete',
      half: 'Half a pair',
      foreign: 'Other region',
      duplicate: 'Twice',
      unreachable: 'No answer',
      spent: 'Used up',
      'needs-address': 'Needs an address',
    },
    stateWhy: {
      checking: 'Asking the workspace…',
      ready: '',
      expired: 'This token has ended. Generate a new one and paste it.',
      refused:
        'The workspace does not take this token. Generate a new one; if it was a pair, it may have been used up.',
      cut: 'A part of this token is missing. Copy it whole and paste it again.',
      half: 'This is the second half of a pair, which alone says of no workspace. Paste it together with its access token.',
      foreign: 'This token is of a region that cannot be reached from here.',
      duplicate: 'This workspace is connected already. The token is not used.',
      unreachable: 'The workspace does not answer. It is left out until it does; paste the token again to try.',
      spent:
        'This pair was used before, and is good no more. Paste the pair that took its place, or generate a new one.',
      'needs-address': 'A token of Astronomer needs the address of its installation.',
    },
  },

  protect: {
    title: 'Who keeps access?',
    lead: 'Everybody else loses access to the connected workspaces. Nothing happens yet: next you see each person by name.',
    who: 'Who keeps access',
    these: 'These people',
    list: 'E-mail addresses or domains',
    listHint:
      'In any shape: one a line, with commas, “Name <a@b.edu>”, or a column of a table. A domain (“@staff.example.edu”) keeps everybody of it. You can drop a file here.',
    onlyMe: 'Just me',
    onlyMeHint: (who: string): string => (who === '' ? 'Only the owner of each token.' : `Only ${who}.`),
    admins: 'All administrators keep access too',
    me: 'You always keep your own access.',
    configured: (n: number, file: string): string =>
      `Whoever ${file} protects keeps access too: ${n === 1 ? '1 entry' : `${number(n)} entries`}.`,
    understood: (n: number): string => (n === 1 ? '1 entry understood' : `${number(n)} entries understood`),
    notUnderstood: (n: number): string =>
      n === 1 ? 'This line was not understood:' : `These ${number(n)} lines were not understood:`,
    rest: 'What happens to everybody else?',
    suspend: 'Suspend now',
    suspendHint: 'They cannot get in from now on. Nothing is deleted, and it can be undone.',
    remove: 'Remove now',
    removeHint: 'They leave the workspace. Undoing it means inviting them again.',
    later: 'Suspend now, remove on a day',
    laterHint:
      'They cannot get in from now on. On that day this page offers to remove them; nothing is removed by itself.',
    day: 'Day of the removal',
    assets: 'What they own',
    assetsHint: 'Workflows, data and schedules of the people who are removed.',
    transfer: 'Hand over to',
    transferTo: 'E-mail address of the new owner',
    leave: 'Leave it with the workspace',
    leaveHint: 'The vendor may delete it after some days.',
    back: 'Back',
    next: 'Look at everybody',
    need: {
      people: 'Say who keeps access: addresses, all administrators, or just you.',
      day: 'Choose a day after today.',
      assets: 'Decide what happens to what they own.',
      to: 'Give the address of the new owner.',
    },
  },

  review: {
    title: 'Review and run',
    undoTitle: 'Review the way back',
    removalTitle: 'Review the removal',
    nothing: 'Nothing to review yet. Connect your workspaces and say who keeps access.',
    reading: 'Looking at everybody',
    readingText: (done: number, total: number): string =>
      `${number(done)} of ${workspaces(total)} read. Nothing is changed.`,
    failed: 'This could not be looked at',
    again: 'Look again',
    sentence: (keep: number, go: number, rest: 'suspend' | 'remove' | 'suspend-then-remove', where: number): string =>
      go === 0
        ? `Nobody loses access in ${workspaces(where)}: ${people(keep)} keep it.`
        : `In ${workspaces(where)}, ${people(keep)} ${keep === 1 ? 'keeps' : 'keep'} access and ${people(go)} ${go === 1 ? 'is' : 'are'} ${rest === 'remove' ? 'removed' : 'suspended'}.`,
    undoSentence: (n: number): string => `${people(n)} ${n === 1 ? 'gets' : 'get'} access back.`,
    removalSentence: (n: number): string =>
      `${people(n)} who ${n === 1 ? 'was' : 'were'} suspended before ${n === 1 ? 'is' : 'are'} removed now.`,
    nearlyAll:
      'That is nearly everybody. At the end of a term this is what you want; with a wrong list it looks just the same. Please look through the people who keep access before you go on.',
    changes: (joined: number, left: number): string =>
      joined + left === 0
        ? 'Nobody joined or left since last time.'
        : `Since last time ${people(joined)} joined and ${people(left)} left.`,
    takes: (ms: number): string => `This takes ${about(ms)}.`,
    tiles: {
      keep: 'Keep access',
      go: 'Lose access',
      held: 'Held back',
      stillIn: 'Would still get in',
      back: 'Get access back',
    },
    tilesLabel: 'Show only',
    tileHint: {
      keep: '',
      go: '',
      held: 'Not touched, for a reason given with each',
      stillIn: 'They have another way in',
      back: '',
    },
    leftOut: 'Left out',
    leftOutText: 'These workspaces could not be read. Nobody in them is touched.',
    endsFirst: (name: string, left: number, needs: number): string =>
      `The token of ${name} is good for ${minutes(left)}, and its part takes ${about(needs)}. When it ends, that workspace waits until you paste a newer one.`,
    final: 'What cannot be undone',
    finalNone: 'All of this can be undone afterwards.',
    cannot: {
      assets: 'What the removed people own goes to its new owner, and does not come back by itself.',
      'assets-lost':
        'What the removed people own leaves with them. Only the vendor’s support can bring it back, within 14 days.',
      suspended: 'Who is suspended already is not brought back: a new invitation would let them in.',
      groups: 'A new invitation does not give places in groups back.',
      account: 'Whole accounts are deleted, in every workspace of that installation.',
      roles: 'Some roles cannot be given back by this page.',
      invitations: 'Open invitations are withdrawn, and not all are sent anew.',
      deployments: 'Roles on deployments are taken, and are not all given back.',
      removal: 'Who was removed has to accept a new invitation to come back.',
    } as Readonly<Record<string, string>>,
    confirm: 'Begin',
    type: (n: number): string => `Type ${n} to begin`,
    typeHint: (n: number, kind: 'go' | 'back'): string =>
      kind === 'back' ? `${people(n)} will get access back.` : `${people(n)} will lose access.`,
    other: (typed: string, n: number): string =>
      typed === ''
        ? `Type the number ${n} first.`
        : `You typed ${typed}. The number is ${n}: please look again at who loses access.`,
    begin: { suspend: 'Suspend now', remove: 'Remove now', undo: 'Give access back' },
    nobody: 'There is nothing to do.',
    busy: 'Wait until everybody is read.',
    needs: {
      assets: 'Decide first what happens to what they own.',
      people: 'Say first who keeps access.',
      day: 'Choose a day after today first.',
      typos: 'Settle the entries above that match nobody first.',
    },
    toProtect: 'Change who keeps access',
  },

  typos: {
    title: (n: number): string => (n === 1 ? '1 entry matches nobody' : `${number(n)} entries match nobody`),
    lead: 'Probably a slip. Take the nearest address with its number key or a click. Who is meant and not found would lose access.',
    right: 'It is right as it is',
    keys: 'Keys 1 to 3 take an address, 0 keeps the entry.',
    none: 'Nobody has a similar address.',
    notSeen: (names: string): string =>
      `We could not look in: ${names}. Who is only there is right as they are, and nobody there is touched.`,
    left: (n: number): string => (n === 0 ? 'All settled. Looking again…' : `${number(n)} left to settle.`),
  },

  table: {
    label: 'People',
    help: 'Arrow keys move through the people; the space bar keeps somebody, or takes that back.',
    search: 'Search by name or address',
    fate: 'What happens',
    all: 'All people',
    workspace: 'Workspace',
    allWorkspaces: 'All workspaces',
    sort: 'Sorted by',
    ascending: 'ascending',
    descending: 'descending',
    columns: { name: 'Person', workspace: 'Workspace', fate: 'What happens', seen: 'Last seen', keep: 'Exception' },
    count: (n: number): string => people(n),
    none: 'Nobody matches.',
    loading: 'Reading…',
    never: 'never',
    noName: 'No name',
    admin: 'administrator',
    status: { active: '', invited: 'invited', suspended: 'suspended' },
    fates: {
      keep: 'Keeps access',
      suspend: 'Suspended',
      remove: 'Removed',
      held: 'Held back',
      'still-in': 'Still gets in',
      nothing: 'Not touched',
      return: 'Gets access back',
    },
    keep: 'Keep',
    keepWho: (who: string): string => `Keep ${who}`,
    unkeep: 'Take back',
    unkeepWho: (who: string): string => `Do not keep ${who} after all`,
    excepted: 'Kept by you',
    yourself: 'That is you',
  },

  /** Why this happens to somebody; `names`: groups, addresses. */
  why: (code: string, names: string): string => {
    const sentences: Readonly<Record<string, string>> = {
      protected: 'On your list',
      domain: `Of ${names}`,
      self: 'That is you',
      admin: 'Administrator',
      excepted: 'Kept by you',
      'not-listed': 'Not on your list',
      configured: 'Protected by the settings on this computer',
      receives: 'Receives what the others own',
      exempt: `Kept by the settings on this computer${names === '' ? '' : `, for ${names}`}`,
      'look-alike': `Looks like ${names === '' ? 'an address on your list' : names}`,
      ambiguous: 'More than one person could be meant',
      collision: 'Two people share this address',
      'no-address': 'Has no address to compare',
      'invited-lately': 'Invited only lately',
      'last-seen-unknown': 'Not known when last seen',
      'changed-since': 'Changed since it was last looked at',
      suspended: 'Is suspended already',
      team: `Gets in through ${names === '' ? 'a team' : names}`,
      direct: 'Gets in through a role of their own',
      invite: 'Has an open invitation',
      'no-suspension': 'This system cannot suspend',
      none: 'Nothing to do',
      reinstate: 'May get in again',
      'return:invite': 'Is invited again',
      'set-roles': 'Gets their roles back',
      'set-deployment-role': 'Gets their role on a deployment back',
      'add-to-team': 'Comes back into a team',
      remind: 'Is reminded of the invitation',
      transfer: 'What they own is handed over',
      group: `Gets in through ${names === '' ? 'a group' : names}`,
      idp: `Gets in through ${names === '' ? 'your sign-in service' : names}`,
      system: 'Gets in through a role on the whole system',
      deployment: 'Gets in through a role on a deployment',
      unseen: 'This token is not shown every way in',
      blocked: 'This system cannot do that to them',
      'guard:state': 'What happened before is not known well enough',
      'guard:rolling': 'Many people were removed in the last days',
      'guard:per-run': 'More people than one run takes without being asked',
      'guard:small-scope': 'Would leave a small workspace nearly empty',
      'guard:leaver': 'Not certain that they left',
      'guard:typo': 'Could be an entry with a slip',
      'guard:admins': 'Would leave too few administrators',
      'guard:assets': 'Not decided what happens to what they own',
      'guard:accounts': 'Would delete the whole account',
    }
    return sentences[code] ?? ''
  },

  outcome: (code: string): string => {
    const sentences: Readonly<Record<string, string>> = {
      done: 'Done',
      pending: 'Waits for them to accept',
      unchanged: 'Was so already',
      remains: 'Still gets in',
      failed: 'Did not work',
      open: 'Not reached',
      blocked: 'Cannot be done in this system',
      skipped: 'Left alone',
      unknown: 'Not known; look again',
    }
    return sentences[code] ?? ''
  },

  run: {
    title: { choices: 'Taking access away', undo: 'Giving access back', removal: 'Removing' },
    over: 'Finished',
    stoppedTitle: 'Stopped',
    failedTitle: 'Broken off',
    progress: (finished: number, total: number): string => `${number(finished)} of ${accounts(total)}`,
    left: (ms: number): string => `${about(ms)} left`,
    state: {
      running: 'Running',
      pausing: 'Pausing after the people under way',
      paused: 'Paused. Nothing happens until you go on.',
      stopping: 'Stopping after the people under way',
      stopped: 'Stopped. Who was not reached is as before.',
      'waiting-for-token': 'Waits for a newer token',
      done: 'Done',
      failed: 'Could not go on',
    },
    workspaceState: {
      running: 'Running',
      'waiting-for-token': 'Its token has ended',
      'waiting-for-server': 'Waits for the workspace to answer',
      done: 'Done',
      stopped: 'Stopped',
      failed: 'Failed',
    },
    workspaces: 'By workspace',
    giveToken: 'Paste a newer token',
    failedSteps: (n: number): string => (n === 1 ? '1 did not work' : `${number(n)} did not work`),
    waiting: (n: number): string => (n === 1 ? '1 waits' : `${number(n)} wait`),
    pause: 'Pause',
    goOn: 'Go on',
    stop: 'Stop',
    stopAsk: 'Stop here?',
    stopText: 'Who was done stays done, and can be undone. Who was not reached keeps access.',
    stopYes: 'Stop here',
    stopNo: 'Keep running',
    mayLeave: 'You can reload this page: the run goes on.',
    remainingNone: '0 left',
    remainingNoneText: 'Read again after the last change: nobody gets in who should not.',
    remainingGoneText: 'Read again after the last change: everybody whom you saw losing access has lost it.',
    others: (n: number): string =>
      `${people(n)} still ${n === 1 ? 'gets' : 'get'} in besides: held back, with another way in, or there only since you looked. Look again to see them by name.`,
    othersWhere: (n: number): string => `${number(n)} others still in`,
    remaining: (n: number): string => `${number(n)} still get in`,
    remainingText: 'They were to lose access and still have it. The list below says why.',
    remainingWhere: (n: number): string => (n === 0 ? '0 left' : `${number(n)} still get in`),
    undoneText: 'Access was given back as far as this page can. Some people may have to accept an invitation.',
    notRead: 'Who still gets in was not read. Look again before you rely on it.',
    counts: 'What happened',
    downloads: 'Report',
    downloadsText:
      'Table and data hold every person, what was meant and how it ended. “For an audit” looks at every workspace once more, and packs who gets in today with everything that was written down; “user-admin evidence verify” checks it once it is unpacked.',
    csv: 'Table (CSV)',
    json: 'Data (JSON)',
    evidence: 'For an audit',
    undo: 'Undo',
    undoText:
      'Gives access back to everybody who lost it in this run, as far as that is possible. You see the list first.',
    undoButton: 'Look at the way back',
    again: 'Another round',
    showStill: 'Show who still gets in',
  },

  report: {
    columns: [
      'Workspace',
      'E-mail',
      'Name',
      'State',
      'Administrator',
      'What happens',
      'Why',
      'How it ended',
    ] as readonly string[],
    active: 'active',
    yes: 'yes',
    no: 'no',
  },

  handBack: {
    title: 'Your tokens',
    text: (n: number): string =>
      `${n === 1 ? 'The pair that you pasted is' : `${number(n)} pairs that you pasted are`} used up. The new ${n === 1 ? 'one is' : 'ones are'} here, and nowhere else. Take ${n === 1 ? 'it' : 'them'}, or generate a new token next time.`,
    copy: 'Copy',
    copied: 'Copied. Paste it where you keep passwords.',
    notCopied: 'The browser does not allow copying. Save to a file instead.',
    file: 'File on this computer',
    fileHint: 'Only your account will be able to read it.',
    save: 'Save',
    saved: (file: string): string => `Saved to ${file}.`,
    forget: 'Forget them',
    forgotten: 'Forgotten.',
  },

  close: {
    button: 'Close',
    title: 'Close and forget everything?',
    text: 'The program ends, and every token is forgotten.',
    running: 'A run is under way. It stops after the people under way, and can be gone on with next time.',
    yes: 'Forget and close',
  },

  unfinished: {
    run: (n: number, when: string): string => `A run of ${when} over ${people(n)} was broken off.`,
    removal: (n: number, day: string): string =>
      `${people(n)} ${n === 1 ? 'was' : 'were'} suspended, to be removed on ${day}.`,
    needs: 'Connect first:',
    undo: (n: number, when: string): string =>
      `In the run of ${when}, ${people(n)} ${n === 1 ? 'was' : 'were'} to lose access. It can be undone as far as that is possible.`,
    button: { run: 'Go on', removal: 'Look at it', undo: 'Look at the way back' },
    dismiss: 'Do not offer it again',
  },

  waiting: {
    title: 'Waits for your decision',
    text: (by: string, when: string): string => `Proposed by ${by}, ${when}`,
    who: (n: number): string => `${people(n)} would lose access`,
    why: 'Held back because:',
    reason: 'Your reason',
    names: 'Who that is',
    afterwards:
      'What you approve is done by the next regular run, as far as it is still so by then; this page does not do it.',
    count: (n: number): string => `To approve, type ${n}`,
    approve: 'Approve',
    reject: 'Reject',
    needReason: 'Give a reason, so that others can follow your decision.',
    needCount: (n: number): string => `Type the number ${n} to approve.`,
  },

  problem: (code: string): string => {
    const sentences: Readonly<Record<string, string>> = {
      'no-server': 'The program on this computer does not answer. Try again in a moment.',
      unauthenticated: 'The token is not taken any more. Paste a newer one.',
      forbidden: 'This token is not allowed to do that.',
      'not-found': 'It is not there any more.',
      conflict: 'Something has changed meanwhile. Look again.',
      invalid: 'This was not understood.',
      'rate-limited': 'The workspace asks to go slower. Try again in a moment.',
      unavailable: 'The workspace does not answer.',
      unsupported: 'This system cannot do that.',
      'last-admin': 'It would leave nobody who administers the workspace.',
      session: 'This page is not connected any more. Open a new link.',
      'other-workspace': 'This token is of another workspace. Nothing was changed.',
      'no-token': 'There is no token in this text.',
      cut: 'A part of this token is missing. Copy it whole and paste it again.',
      foreign: 'This token is of a region that cannot be reached from here.',
      'too-large': 'This is too much at once. Paste it in parts.',
      'no-address': 'The new owner needs a whole e-mail address.',
      'all-held': 'Everybody in it stays held back, whatever is typed. Look at it with “user-admin held show”.',
      'needs-people': 'Say first who keeps access.',
      'needs-day': 'Choose a day after today first.',
      'needs-assets': 'Decide first what happens to what they own.',
      'needs-typos': 'Settle the entries that match nobody first.',
      'not-connected': 'It is not connected, and stays as it is. Connect it to include it.',
      stopped: 'Too much went wrong here, and the rest was left as it was.',
      'file-exists': 'There is a file of this name already. Choose another name.',
      'no-file': 'The file could not be written. Choose another name or folder.',
      'other-count': 'The number is not the one of the people who lose access.',
      busy: 'Something is under way. Wait until it is finished.',
      gone: 'The people were looked at again meanwhile. Please look again.',
    }
    return sentences[code] ?? 'Something went wrong. Nothing more was done.'
  },
}

/** All texts of the page, in one language. */
export type Texts = typeof en
