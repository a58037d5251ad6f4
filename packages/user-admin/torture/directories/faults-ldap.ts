import type { Said } from '../../test/ldap-server.ts'
import { openController, type Trouble } from './controller.ts'
import { bin, groupDn, guidBytes, people, root, type Search, type Thing } from './domain.ts'
import { type Fault, pickedBy } from './fault.ts'

const ldap = (
  name: string,
  says: RegExp,
  trouble: Trouble,
  ends: Fault['ends'] = 'stopped',
  groups?: readonly string[],
): Fault => ({
  source: 'Active Directory',
  name,
  says,
  ends,
  open: async ({ now, lot }) => {
    const { trouble: wrong, ...controller } = await openController('ad', now, lot, groups)
    return { ...controller, strike: () => wrong(trouble), mend: () => wrong(undefined) }
  },
})

/** The same where everybody below the base is read, and no list of members tells who is missing. */
const everybody = (name: string, says: RegExp, trouble: Trouble): Fault => ldap(name, says, trouble, 'stopped', [])
const isEverybody = ({ filter, base }: Search): boolean => base === people && /objectCategory=person/iu.test(filter)

/** The search for the people of the first group, from its second page on. */
const later = (asked: Search): boolean => isPeople(asked) && asked.cookie !== ''
const isPeople = ({ filter, base }: Search): boolean => base === people && /=contact\)/u.test(filter)
const isList = ({ attributes }: Search): boolean => attributes[0]?.startsWith('member;range=') === true
const ends = (code: number): Trouble => ({
  says: (asked, usual) =>
    later(asked) ? [...usual().filter((said) => typeof said === 'object' && 'entry' in said), { code }] : undefined,
})
const isAccount = ({ attributes }: Thing): boolean => attributes['useraccountcontrol'] !== undefined
const isActive = (thing: Thing): boolean =>
  isAccount(thing) &&
  thing.attributes['useraccountcontrol']?.[0] !== '514' &&
  (thing.attributes['memberof'] ?? []).length > 0
const accounts = (change: (thing: Thing) => Thing['attributes']): Trouble => ({
  holds: (things) => things.map((thing) => (isAccount(thing) ? { ...thing, attributes: change(thing) } : thing)),
})
const dropped = (...names: readonly string[]): Trouble =>
  accounts(({ attributes }) => Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name))))
/** These are in no group any more, by their own word and by that of the groups. */
const without = (which: (things: readonly Thing[], lot: number) => readonly Thing[]): Trouble => ({
  holds: (things, lot) => {
    const out = new Set(which(things.filter(isActive), lot).map(({ dn }) => dn))
    return things.map(({ dn, attributes }) => {
      const member = attributes['member']?.filter((value) => !out.has(value.toString()))
      return {
        dn,
        attributes: {
          ...attributes,
          ...(member === undefined ? {} : { member }),
          ...(out.has(dn) ? { memberof: [] } : {}),
        },
      }
    })
  },
})
const one = (things: readonly Thing[], lot: number): readonly Thing[] =>
  things.filter((thing) => thing === pickedBy(lot, things))
const half = (things: readonly Thing[], lot: number): readonly Thing[] =>
  things.slice(0, Math.ceil(things.length * (0.3 + lot / 3)))
/** Somebody is in a group who is none of its people. */
const foreign = (thing: Thing): Trouble => ({
  holds: (things) => [
    ...things.map(({ dn, attributes }) =>
      dn === groupDn('Staff')
        ? { dn, attributes: { ...attributes, member: [...(attributes['member'] ?? []), thing.dn] } }
        : { dn, attributes },
    ),
    thing,
  ],
})
const renamed = (from: string, to: string): Trouble => ({
  holds: (things) => things.map(({ dn, attributes }) => ({ dn: dn.replace(from, to), attributes })),
})
const lists = (
  change: (
    values: readonly (string | Buffer)[],
    name: string,
  ) => Readonly<Record<string, readonly (string | Buffer)[]>>,
): Trouble => ({
  says: (asked, usual) =>
    isList(asked)
      ? usual().map((said) => {
          if (typeof said !== 'object' || !('entry' in said)) return said
          const [[name, values] = ['', []]] = Object.entries(said.attributes)
          return { ...said, attributes: change(values, name) }
        })
      : undefined,
})
const instead = (...said: readonly Said[]): Trouble => ({ says: (asked) => (later(asked) ? said : undefined) })

export const ldapFaults: readonly Fault[] = [
  ldap('size limit', /sizeLimitExceeded, 4\)/, ends(4)),
  ldap('administrative limit', /adminLimitExceeded, 11\)/, ends(11)),
  ldap('time limit', /timeLimitExceeded, 3\)/, ends(3)),
  ldap('busy', /busy, 51\)/, ends(51)),
  ldap('a result that nobody knows', /ended with the result code 80/, ends(80)),
  ldap(
    'a referral',
    /was referred to ldap:\/\/dc\.other\.test.*\(referral, 10\)/,
    instead({ code: 10, referral: [`ldap://dc.other.test/${people}`] }),
  ),
  ldap('a reference to another domain', /was referred to ldap:\/\/child\.corp\.test.* for a part of the people/, {
    says: (asked, usual) =>
      isPeople(asked) ? [{ reference: ['ldap://child.corp.test/DC=child,DC=corp,DC=test'] }, ...usual()] : undefined,
  }),
  ldap(
    'the OU renamed',
    /OU=People,DC=corp,DC=test was not found: it was renamed, moved or deleted/,
    renamed(people, `OU=Staff,${root}`),
  ),
  ldap('the base not visible', /was not found: it was renamed, moved or deleted, or the account may not see it/, {
    says: ({ base, scope }) => (base === people && scope === 0 ? [{ code: 0 }] : undefined),
  }),
  ldap('one person moved out of the base', /is in a group and not below OU=People/, {
    holds: (things, lot) => {
      const moved = pickedBy(lot, things.filter(isActive))?.dn ?? ''
      const other = moved.replace('OU=People', 'OU=Elsewhere')
      return things.map(({ dn, attributes }) => ({
        dn: dn === moved ? other : dn,
        attributes: {
          ...attributes,
          ...(attributes['member'] === undefined
            ? {}
            : { member: attributes['member'].map((value) => (value === moved ? other : value)) }),
        },
      }))
    },
  }),
  ldap('the group deleted', /The group "Partners" was not found/, {
    holds: (things) => things.filter(({ dn }) => dn !== groupDn('Partners')),
  }),
  ldap('the group renamed', /The group "Staff" was not found/, {
    holds: (things) =>
      things.map((thing) =>
        thing.dn === groupDn('Staff')
          ? { ...thing, attributes: { ...thing.attributes, cn: ['Crew'], samaccountname: ['Crew'] } }
          : thing,
      ),
  }),
  ldap('two groups of one name', /The name "Partners" has several groups/, {
    holds: (things) => [
      ...things,
      {
        dn: `CN=Partners,OU=Old,${root}`,
        attributes: {
          objectguid: [guidBytes('90000009-0000-4000-8000-000000000000')],
          objectclass: ['top', 'group'],
          objectcategory: ['group'],
          cn: ['Partners'],
        },
      },
    ],
  }),
  ldap('half of the groups fail', /The search for the (?:group|people of).* \(busy, 51\)|busy, 51/, {
    says: ({ filter }) => (/=Partners\)/iu.test(filter) || /cn=partners,/iu.test(filter) ? [{ code: 51 }] : undefined),
  }),
  ldap(
    'a range answer cut',
    /The list of members of .* was cut|no list of members has them/,
    lists((values, name) => ({ [name]: name.endsWith('*') ? values.slice(0, -1) : values.slice(1) })),
  ),
  ldap(
    'a range answer that ends too soon',
    /no list of members has them|is said to be in/,
    lists((values, name) => ({ [name.replace(/-\d+$/u, '-*')]: values.slice(0, 1) })),
  ),
  ldap(
    'lists of members that may not be read',
    /no list of members has them|is said to be in/,
    lists(() => ({})),
  ),
  ldap('people left out of a search', /is a member of .* by one way of asking and not by the other/, {
    says: (asked, usual) => (later(asked) ? usual().slice(1) : undefined),
  }),
  ldap('a page repeated', /twice, as if a page was repeated/, {
    says: (asked, usual) => (later(asked) ? usual({ ...asked, cookie: '' }) : undefined),
  }),
  ldap('a cookie that goes round', /goes round in a circle of empty pages/, instead({ code: 0, cookie: '5' })),
  ldap('the last pages dropped', /by one way of asking and not by the other/, instead({ code: 0, cookie: '' })),
  ldap('no word on whether that was all', /without saying whether that was all/, {
    says: (asked, usual) =>
      isPeople(asked)
        ? usual().map((said) => (typeof said === 'object' && 'code' in said ? { code: 0 } : said))
        : undefined,
  }),
  ldap('nothing found anywhere', /was not found|is no domain controller/, {
    says: ({ base }) => (base === '' ? undefined : [{ code: 0, cookie: '' }]),
  }),
  ldap('nobody found', /by one way of asking and not by the other/, {
    says: (asked) => (isPeople(asked) ? [{ code: 0, cookie: '' }] : undefined),
  }),
  ldap('a connection that breaks', /(?:was lost|closed the connection)/, instead('reset')),
  ldap('silence', /was silent for 0\.15 s/, { ...instead('silence'), options: { timeout: 150 } }),
  ldap('something that is no LDAP', /is no LDAP/, instead({ raw: Buffer.from('HTTP/1.1 200 OK\r\n\r\n<html>') })),
  ldap('a wrong password', /refused the sign-in of the reading account \(49, 52e\): user or password is wrong/, {
    binds: {
      code: 49,
      diagnostic: '80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data 52e, v4563',
    },
  }),
  ldap('a password that expired', /\(49, 532\): its password has expired/, {
    binds: { code: 49, diagnostic: 'AcceptSecurityContext error, data 532, v4563' },
  }),
  ldap('a certificate for another name', /certificate of .* is for another name/, {
    options: { servername: 'dc9.other.test' },
  }),
  ldap('nobody at the port', /cannot be reached \(ECONNREFUSED\)/, { options: { port: 9 } }),
  ldap('a controller that is not in step', /has not yet taken over the whole directory/, {
    says: ({ base }, usual) =>
      base === ''
        ? usual().map((said) =>
            typeof said === 'object' && 'entry' in said
              ? { ...said, attributes: { ...said.attributes, isSynchronized: ['FALSE'] } }
              : said,
          )
        : undefined,
  }),
  ldap('a replica that lags behind', /stood at change \d+ on .*, and at \d+ when it was last read whole/, {
    ...without(one),
    behind: 500,
  }),
  ldap('no userAccountControl', /has no userAccountControl that can be read/, dropped('useraccountcontrol')),
  ldap('no addresses', /None of the \d+ people has an address in mail/, dropped('mail')),
  ldap('groups without objectSid', /has no objectSid that can be read/, {
    holds: (things) => things.map(({ dn, attributes: { objectsid: _sid, ...attributes } }) => ({ dn, attributes })),
  }),
  ldap('no objectGUID', /has no objectGUID that can be read/, dropped('objectguid')),
  ldap(
    'a last day that is no time',
    /has an accountExpires that is no time/,
    accounts(({ attributes }) => ({ ...attributes, accountexpires: ['tomorrow'] })),
  ),
  ldap(
    'two people with one id',
    /Two entries have the objectGUID/,
    accounts(({ attributes }) => ({ ...attributes, objectguid: [guidBytes('5eed0000-0000-4000-8000-000000000001')] })),
  ),
  ldap(
    'everybody disabled',
    /ad holds nobody who is active/,
    accounts(({ attributes }) => ({ ...attributes, useraccountcontrol: ['514'] })),
  ),
  ldap(
    'the people of another domain',
    /ad knows \d+ of the \d+ people .*another directory/,
    accounts(({ attributes }) => ({
      ...attributes,
      objectguid: [Buffer.from(Buffer.from(attributes['objectguid']?.[0] ?? '').toReversed())],
    })),
  ),
  ldap('deleted people cannot be searched', /The search for deleted people .*busy, 51/, {
    says: ({ base }) => (base === bin ? [{ code: 51 }] : undefined),
  }),
  ldap(
    'somebody of another domain in a group',
    /stands for somebody of another domain/,
    foreign({
      dn: `CN=S-1-5-21-9,CN=ForeignSecurityPrincipals,${root}`,
      attributes: {
        objectguid: [guidBytes('90000008-0000-4000-8000-000000000000')],
        objectclass: ['top', 'foreignSecurityPrincipal'],
      },
    }),
  ),
  ldap('no primaryGroupID', /has no primaryGroupID that can be read/, dropped('primarygroupid')),
  everybody('of everybody, the last pages dropped', /gave \d+ people, and \d+ when asked again/, {
    says: (asked, usual) =>
      isEverybody(asked)
        ? usual().map((said) => (typeof said === 'object' && 'code' in said ? { code: 0, cookie: '' } : said))
        : undefined,
  }),
  everybody('of everybody, one lost between two pages', /gave \d+ people, and \d+ when asked again/, {
    says: (asked, usual) =>
      isEverybody(asked) && asked.cookie !== '' && asked.attributes.includes('mail') ? usual().slice(1) : undefined,
  }),
  everybody(
    'of everybody, no accountExpires',
    /None of the \d+ accounts has an accountExpires/,
    dropped('accountexpires'),
  ),
  ldap('half of the members missing', /ad holds \d+ active people, and held \d+|ad holds nobody/, without(half)),
  ldap('one member missing', /Absent from ad since|less than 90 %/, without(one), 'clock'),
]
