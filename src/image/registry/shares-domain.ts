/** Words under which registrars of a country sell names: `co.uk`, `com.au`. */
const SOLD_UNDER: ReadonlySet<string> = new Set(
  'ac co com edu go gob gov gouv id info ltd me mil ne net nom or org plc sch web'.split(' '),
);
/** Domains that give each customer a name of its own: sisters there are strangers. */
const OF_CUSTOMERS: ReadonlySet<string> = new Set(
  (
    'amazonaws.com appspot.com azurecr.io azurewebsites.net cloudfront.net fly.dev github.io gitlab.io herokuapp.com ' +
    'netlify.app on.aws pages.dev pkg.dev run.app vercel.app windows.net workers.dev'
  ).split(' '),
);

/**
 * The same host, or one of the same owner as far as names tell: many registries sell tokens at a sister of their own host (`registry.` and
 * `gitlab.` of one domain; Docker Hub), so that asking only for a host within the other would leave their users without a login. What
 * registrars and hosters sell names under is no owner; the list is short, as what it keeps apart is little: the realm is named by the registry
 * itself, over its own TLS, and what is sent there is what the user has for that registry. Addresses only match themselves.
 * @param a a host name in lower case, without a port
 */
export function sharesDomain(a: string, b: string): boolean {
  if (a === b) return true;
  const domain = domainOf(a);
  return domain !== undefined && domain === domainOf(b);
}

/** @returns undefined where the name has no owner to be told from it */
function domainOf(host: string): string | undefined {
  if (/^[\d.]+$|:/.test(host)) return undefined;
  const labels = host.replace(/\.$/, '').split('.');
  const [second = '', first = ''] = labels.slice(-2);
  if (OF_CUSTOMERS.has(`${second}.${first}`)) return undefined;
  const length = first.length === 2 && SOLD_UNDER.has(second) ? 3 : 2;
  return labels.length < length ? undefined : labels.slice(-length).join('.');
}
